// From a visible part of the graph to boxes for the layout, and from its answer to a scene for the picture.
import type { LineageEdge, LineageNode } from '../../api/types';
import type { Scene, SceneEdge, SceneNode } from '../../graph/picture';
import type { Graph, Visible } from './graph';
import type { Layout, LayoutEdge, LayoutNode } from './layout';
import { aside, edgeWord, isIndirect, kindWord, nodeDetail, nodeName, spoken, statusWord } from './words';

export const nodeWidth = 216;
const head = 50;
const row = 24;
const rowsPadding = 6;

export interface SceneInput {
  graph: Graph;
  visible: Visible;
  roots: ReadonlySet<string>;
  trace: Trace | undefined;
}

// A column's path: which columns of which shown dataset, and the edges between columns.
export interface Trace {
  root: string;
  columns: Map<string, LineageNode[]>;
  datasetOf: Map<string, string>;
  nodes: Map<string, LineageNode>; // everything on the path, columns and what has none
  edges: LineageEdge[];
}

const columnsOf = (input: SceneInput, id: string): LineageNode[] => input.trace?.columns.get(id) ?? [];

// undefined: no column of that box is meant, the edge meets its middle.
function rowMiddle(input: SceneInput, dataset: string, column: string): number | undefined {
  const at = columnsOf(input, dataset).findIndex((node) => node.id === column);
  return at < 0 ? undefined : head + at * row + row / 2;
}

export interface Plan {
  nodes: LayoutNode[];
  edges: LayoutEdge[];
  sources: LineageEdge[]; // the API edge behind each layout edge
}

export function planLayout(input: SceneInput, previous: ReadonlyMap<string, number>): Plan {
  const nodes = input.visible.ids.map((id): LayoutNode => {
    const rows = columnsOf(input, id).length;
    const y = previous.get(id);
    return {
      id,
      width: nodeWidth,
      height: rows > 0 ? head + rows * row + rowsPadding : head,
      ...(y === undefined ? {} : { y }),
    };
  });
  if (input.trace) {
    const { trace } = input;
    const sources = trace.edges.filter((edge) => trace.datasetOf.get(edge.from) !== trace.datasetOf.get(edge.to));
    const edges = sources.map((edge): LayoutEdge => {
      const from = trace.datasetOf.get(edge.from) ?? '';
      const to = trace.datasetOf.get(edge.to) ?? '';
      return { from, to, fromDy: rowMiddle(input, from, edge.from), toDy: rowMiddle(input, to, edge.to) };
    });
    return { nodes, edges, sources };
  }
  const shown = new Set(input.visible.ids);
  const sources = input.graph.edges.filter(
    (edge) => shown.has(edge.from) && shown.has(edge.to) && edge.from !== edge.to,
  );
  return { nodes, edges: sources.map(({ from, to }) => ({ from, to })), sources };
}

function tone(node: LineageNode): string {
  if (node.status && node.status !== 'active') return node.status;
  return node.kind === 'consumer' ? 'consumer' : 'plain';
}

function sceneNode(input: SceneInput, node: LineageNode, box: Layout['boxes'][number]): SceneNode {
  const hidden = input.visible.hidden.get(node.id) ?? { up: 0, down: 0 };
  const { graph, trace } = input;
  const upstream = graph.upstream.get(node.id)?.length ?? 0;
  const downstream = graph.downstream.get(node.id)?.length ?? 0;
  return {
    ...box,
    title: nodeName(node),
    detail: nodeDetail(node),
    kind: node.kind === 'dataset' ? '' : kindWord(node),
    status: statusWord(node),
    tone: tone(node),
    root: input.roots.has(node.id),
    rows: columnsOf(input, node.id).map((column) => ({
      id: column.id,
      name: column.path || nodeName(column),
      root: column.id === trace?.root,
    })),
    hiddenUp: trace ? 0 : hidden.up,
    hiddenDown: trace ? 0 : hidden.down,
    aside: aside(node, upstream, downstream),
    spoken: spoken(node, upstream, downstream),
  };
}

export function makeScene(input: SceneInput, plan: Plan, layout: Layout): Scene {
  const nodes = layout.boxes.flatMap((box): SceneNode[] => {
    const node = input.graph.nodes.get(box.id);
    return node ? [sceneNode(input, node, box)] : [];
  });
  const edges = layout.routes.flatMap((route): SceneEdge[] => {
    const source = plan.sources[route.edge];
    const edge = plan.edges[route.edge];
    if (!source || !edge) return [];
    return [
      {
        from: edge.from,
        to: edge.to,
        points: route.points,
        dashed: isIndirect(source) && input.trace !== undefined,
        dotted: source.relation === 'REFERENCES',
        label: input.trace || source.relation === 'REFERENCES' ? edgeWord(source) : '',
      },
    ];
  });
  return { nodes, edges, width: layout.width, height: layout.height };
}
