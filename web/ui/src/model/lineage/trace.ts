// A column's path as a graph of its own: the datasets on it, the columns in each, the edges between columns.
import type { LineageAnswer, LineageNode } from '../../api/types';
import { datasetId } from '../node_id';
import { type Graph, mergeAnswers } from './graph';
import type { Trace } from './scene';

const homeOf = (node: LineageNode): string =>
  node.kind === 'field' && node.contract !== undefined && node.table !== undefined
    ? datasetId(node.contract, node.table)
    : node.id;

// The dataset a column stands in, as a node: named by the table, as near as its nearest column.
function homeNode(field: LineageNode, id: string): LineageNode {
  if (id === field.id) return field;
  const { path: _path, ...rest } = field;
  return { ...rest, id, kind: 'dataset', ...(field.table === undefined ? {} : { name: field.table }) };
}

export interface TracedGraph {
  graph: Graph;
  trace: Trace;
  roots: string[];
}

export function traceGraph(answer: LineageAnswer): TracedGraph {
  const columns = new Map<string, LineageNode[]>();
  const datasetOf = new Map<string, string>();
  const homes = new Map<string, LineageNode>();
  const nodes = [...answer.nodes].sort((a, b) => Math.abs(a.hop) - Math.abs(b.hop));
  for (const node of nodes) {
    const home = homeOf(node);
    datasetOf.set(node.id, home);
    if (!homes.has(home)) homes.set(home, homeNode(node, home));
    if (home !== node.id) columns.set(home, [...(columns.get(home) ?? []), node]);
  }
  const edges = answer.edges.map((edge) => ({
    ...edge,
    from: datasetOf.get(edge.from) ?? edge.from,
    to: datasetOf.get(edge.to) ?? edge.to,
  }));
  const graph = mergeAnswers([{ roots: [], nodes: [...homes.values()], edges }]);
  const roots = answer.roots.flatMap((id) => datasetOf.get(id) ?? []);
  return {
    graph,
    roots,
    trace: {
      root: answer.roots[0] ?? '',
      columns,
      datasetOf,
      nodes: new Map(nodes.map((node) => [node.id, node])),
      edges: answer.edges,
    },
  };
}
