// The words of the lineage views: the same in picture, table, tree and screen reader.
import type { LineageEdge, LineageNode } from '../../api/types';
import { plural, shortName } from '../format';

export const nodeName = (node: LineageNode): string => {
  if (node.kind === 'field') return node.path || node.name || shortName(node.id);
  return node.name || node.table || node.title || shortName(node.id);
};

// What stands under the name: the product it belongs to, else its domain.
export const nodeDetail = (node: LineageNode): string =>
  [node.title && node.title !== nodeName(node) ? node.title : '', node.domain].filter(Boolean).join(' · ') ||
  (node.contract ?? '');

const kinds: Record<string, string> = {
  dataset: 'Dataset',
  field: 'Column',
  consumer: 'Consumer',
  product: 'Data product',
  physical: 'Physical dataset',
  job: 'Job',
};

export const kindWord = (node: LineageNode): string => {
  if (node.kind === 'consumer' && node.type) return node.type;
  return kinds[node.kind] ?? node.kind;
};

// Empty for the normal case.
const statuses: Record<string, string> = {
  retired: 'Retired',
  missing: 'Missing in its contract',
  unresolved: 'Not registered',
};
export const statusWord = (node: LineageNode): string => statuses[node.status ?? ''] ?? '';

const subtypes: Record<string, string> = {
  IDENTITY: 'copy',
  TRANSFORMATION: 'transform',
  AGGREGATION: 'aggregate',
  JOIN: 'join',
  GROUP_BY: 'group by',
  FILTER: 'filter',
  SORT: 'sort',
  WINDOW: 'window',
  CONDITIONAL: 'condition',
};

export const isIndirect = (edge: LineageEdge): boolean => edge.type?.toUpperCase() === 'INDIRECT';

export function edgeWord(edge: LineageEdge): string {
  if (edge.relation === 'REFERENCES') return 'refers to';
  if (edge.relation === 'CONSUMES') return 'consumed';
  const subtype = subtypes[edge.subtype?.toUpperCase() ?? ''];
  if (subtype) return isIndirect(edge) ? `${subtype} (indirect)` : subtype;
  return isIndirect(edge) ? 'indirect' : 'derived';
}

// How a node hangs together with another, as said of the node: it is the edge's target or its source.
export function edgePhrase(edge: LineageEdge, isTarget: boolean, other: string): string {
  if (edge.relation === 'REFERENCES') return `${isTarget ? 'refers to' : 'referred to by'} ${other}`;
  if (edge.relation === 'CONSUMES') return `${isTarget ? 'consumes' : 'consumed by'} ${other}`;
  return `${edgeWord(edge)} ${isTarget ? 'from' : 'into'} ${other}`;
}

export function hopWords(hop: number): string {
  if (hop === 0) return 'here';
  return `${plural(Math.abs(hop), 'step')} ${hop < 0 ? 'upstream' : 'downstream'}`;
}

// What the box of a node does not show.
export const aside = (node: LineageNode, upstream: number, downstream: number): string =>
  [node.owner && `owner ${node.owner}`, `${upstream} upstream, ${downstream} downstream`].filter(Boolean).join(', ');

export function spoken(node: LineageNode, upstream: number, downstream: number): string {
  return [
    nodeName(node),
    kindWord(node).toLowerCase(),
    statusWord(node),
    node.title,
    node.domain && `domain ${node.domain}`,
    aside(node, upstream, downstream),
  ]
    .filter(Boolean)
    .join(', ');
}
