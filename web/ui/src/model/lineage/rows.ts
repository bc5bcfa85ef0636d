// The listed part as table rows and as CSV: the same set, in the same words.
import type { LineageNode } from '../../api/types';
import type { LineageData } from './lineage_data';
import type { TableOrder } from './view_state';
import { edgePhrase, hopWords, kindWord, nodeName, statusWord } from './words';

export interface TableRow {
  node: LineageNode;
  dataset: string; // for columns: where it stands
  via: string[]; // "derived from fact_orders"
}

// How a node hangs together with what is nearer to the start.
function viaWords(data: LineageData, nodes: ReadonlyMap<string, LineageNode>, node: LineageNode): string[] {
  const edges = data.trace?.edges ?? data.graph.edges;
  const nearer = (id: string) => Math.abs(nodes.get(id)?.hop ?? 1e9) < Math.abs(node.hop);
  const words = edges.flatMap((edge) => {
    const other = edge.to === node.id ? edge.from : edge.from === node.id ? edge.to : undefined;
    const near = other === undefined ? undefined : nodes.get(other);
    if (!near || !nearer(near.id)) return [];
    return [edgePhrase(edge, edge.to === node.id, nodeName(near))];
  });
  return [...new Set(words)];
}

export function tableRows(data: LineageData): TableRow[] {
  const nodes =
    data.trace?.nodes ??
    new Map(
      data.listed.ids.flatMap((id) => {
        const node = data.graph.nodes.get(id);
        return node ? [[id, node] as const] : [];
      }),
    );
  return [...nodes.values()].map((node) => ({
    node,
    dataset: node.kind === 'field' ? (node.table ?? '') : '',
    via: viaWords(data, nodes, node),
  }));
}

const text = (row: TableRow, order: TableOrder): string => {
  if (order === 'domain') return row.node.domain ?? '';
  if (order === 'owner') return row.node.owner ?? '';
  return nodeName(row.node);
};

export function orderedRows(rows: readonly TableRow[], order: TableOrder, find: string): TableRow[] {
  const needle = find.toLowerCase();
  const found = rows.filter(({ node, dataset }) =>
    [nodeName(node), dataset, node.title, node.domain, node.owner, node.id].some((part) =>
      part?.toLowerCase().includes(needle),
    ),
  );
  const byName = (a: TableRow, b: TableRow) => nodeName(a.node).localeCompare(nodeName(b.node));
  return found.sort(
    (a, b) =>
      (order === 'hop' ? a.node.hop - b.node.hop : text(a, order).localeCompare(text(b, order))) || byName(a, b),
  );
}

const quoted = (value: string): string => {
  // A leading operator would be run as a formula by a spreadsheet.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export function csvOf(rows: readonly TableRow[]): string {
  const head = ['hop', 'steps', 'id', 'name', 'dataset', 'kind', 'product', 'domain', 'owner', 'status', 'relation'];
  const lines = rows.map(({ node, dataset, via }) => [
    String(node.hop),
    hopWords(node.hop),
    node.id,
    nodeName(node),
    dataset,
    kindWord(node),
    node.title ?? '',
    node.domain ?? '',
    node.owner ?? '',
    statusWord(node) || 'Active',
    via.join('; '),
  ]);
  return [head, ...lines]
    .map((line, i) => line.map((cell, at) => (i > 0 && at === 0 ? cell : quoted(cell))).join(','))
    .join('\r\n');
}
