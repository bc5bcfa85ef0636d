// What is known of a lineage graph (answers merged by id), and which part of it is on screen.
// Nothing is dropped silently: every hidden neighbour is counted at the node that has it.
import type { LineageAnswer, LineageEdge, LineageNode } from '../../api/types';

export interface Graph {
  nodes: Map<string, LineageNode>;
  edges: LineageEdge[];
  upstream: Map<string, string[]>;
  downstream: Map<string, string[]>;
}

const edgeKey = (edge: LineageEdge): string =>
  `${edge.from} ${edge.to} ${edge.relation} ${edge.type ?? ''} ${edge.subtype ?? ''}`;

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

// The first answer's hops win: later ones were asked from other roots.
export function mergeAnswers(answers: readonly LineageAnswer[]): Graph {
  const graph: Graph = { nodes: new Map(), edges: [], upstream: new Map(), downstream: new Map() };
  const seen = new Set<string>();
  for (const answer of answers) {
    for (const node of answer.nodes) if (!graph.nodes.has(node.id)) graph.nodes.set(node.id, node);
    for (const edge of answer.edges) {
      if (seen.has(edgeKey(edge))) continue;
      seen.add(edgeKey(edge));
      graph.edges.push(edge);
      if (edge.from === edge.to) continue;
      push(graph.downstream, edge.from, edge.to);
      push(graph.upstream, edge.to, edge.from);
    }
  }
  return graph;
}

export type Side = 'up' | 'down';

export interface Opening {
  id: string;
  side: Side;
  all: boolean;
}

export const openAtOnce = 10;
export const openAllMax = 500;
export const unaskedMax = 60;

// In the URL: `u:<id>` the nearest ten upstream, `U:<id>` all; `d:` and `D:` downstream.
export function parseOpening(text: string): Opening | undefined {
  const match = /^([uUdD]):(.+)$/s.exec(text);
  const letter = match?.[1];
  const id = match?.[2];
  if (!letter || !id) return undefined;
  return { id, side: letter.toLowerCase() === 'u' ? 'up' : 'down', all: letter === letter.toUpperCase() };
}

export function openingText(opening: Opening): string {
  const letter = opening.side === 'up' ? 'u' : 'd';
  return `${opening.all ? letter.toUpperCase() : letter}:${opening.id}`;
}

export interface Visible {
  ids: string[];
  hidden: Map<string, { up: number; down: number }>;
}

const neighbours = (graph: Graph, id: string, side: Side): string[] =>
  (side === 'up' ? graph.upstream : graph.downstream).get(id) ?? [];

const degree = (graph: Graph, id: string): number =>
  (graph.upstream.get(id)?.length ?? 0) + (graph.downstream.get(id)?.length ?? 0);

export interface VisibleOptions {
  roots: readonly string[];
  up: number;
  down: number;
  openings: readonly Opening[];
  max?: number;
}

// What a root refers to, or what refers to it, stands one step away, however far the data takes to get there.
function referenced(graph: Graph, roots: ReadonlySet<string>, up: number, down: number): Set<string> {
  const found = new Set<string>();
  for (const edge of graph.edges) {
    if (edge.relation !== 'REFERENCES') continue;
    if (down > 0 && roots.has(edge.from)) found.add(edge.to);
    if (up > 0 && roots.has(edge.to)) found.add(edge.from);
  }
  return found;
}

// Nodes within the asked depth, nearest and most connected first, at most `max`; then what was opened by hand.
export function visiblePart(graph: Graph, options: VisibleOptions): Visible {
  const roots = new Set(options.roots);
  const neighbour = referenced(graph, roots, options.up, options.down);
  const wanted = (node: LineageNode) =>
    roots.has(node.id) || neighbour.has(node.id) || (node.hop >= -options.up && node.hop <= options.down);
  const nearest = (a: string, b: string) =>
    Math.abs(graph.nodes.get(a)?.hop ?? 0) - Math.abs(graph.nodes.get(b)?.hop ?? 0) ||
    degree(graph, b) - degree(graph, a);
  const candidates = [...graph.nodes.values()].filter(wanted).map((node) => node.id);
  candidates.sort((a, b) => Number(roots.has(b)) - Number(roots.has(a)) || nearest(a, b));
  const shown = new Set(candidates.slice(0, Math.max(roots.size, options.max ?? unaskedMax)));
  for (const opening of options.openings) {
    if (!shown.has(opening.id)) continue;
    const hidden = neighbours(graph, opening.id, opening.side)
      .filter((id) => !shown.has(id))
      .sort(nearest);
    for (const id of hidden.slice(0, opening.all ? openAllMax : openAtOnce)) shown.add(id);
  }
  const hidden = new Map<string, { up: number; down: number }>();
  for (const id of shown) {
    const count = (side: Side) => neighbours(graph, id, side).filter((other) => !shown.has(other)).length;
    const up = count('up');
    const down = count('down');
    if (up + down > 0) hidden.set(id, { up, down });
  }
  return { ids: [...shown], hidden };
}

export const edgesBetween = (graph: Graph, ids: ReadonlySet<string>): LineageEdge[] =>
  graph.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to));
