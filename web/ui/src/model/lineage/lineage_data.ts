// What all three views of a lineage show: one graph, and which part of it.
import type { LineageAnswer } from '../../api/types';
import { type Graph, mergeAnswers, type Visible, visiblePart } from './graph';
import type { Trace } from './scene';
import type { TracedGraph } from './trace';
import type { LineageState } from './view_state';

export interface LineageData {
  graph: Graph;
  roots: string[];
  visible: Visible; // what the picture shows
  listed: Visible; // what table and tree show: the same, without the picture's cap
  trace: Trace | undefined;
  total: number; // nodes of the whole lineage, any depth
  partial: string; // why the answer is cut; '' when it is whole
}

export function tracedData(traced: TracedGraph, answer: LineageAnswer): LineageData {
  const everything = { roots: traced.roots, up: 1e9, down: 1e9, openings: [] };
  return {
    graph: traced.graph,
    roots: traced.roots,
    visible: visiblePart(traced.graph, everything),
    listed: visiblePart(traced.graph, { ...everything, max: 1e9 }),
    trace: traced.trace,
    total: traced.graph.nodes.size,
    partial: answer.complete === false ? (answer.truncated_by ?? 'limit') : '',
  };
}

// An answer asked from a node of the graph, in steps from the start: what lies sideways of it (the other inputs of
// something downstream) is no part of this lineage and stays out.
function fromStart(answer: LineageAnswer, base: number): LineageAnswer {
  const nodes = answer.nodes.filter((node) => node.hop * base >= 0).map((node) => ({ ...node, hop: node.hop + base }));
  const kept = new Set(nodes.map((node) => node.id));
  return { ...answer, nodes, edges: answer.edges.filter((edge) => kept.has(edge.from) && kept.has(edge.to)) };
}

function withOpenings(answer: LineageAnswer, openings: LineageAnswer[]): Graph {
  const answers = [answer];
  for (const opened of openings) {
    const base = mergeAnswers(answers).nodes.get(opened.roots[0] ?? '')?.hop;
    if (base !== undefined) answers.push(fromStart(opened, base));
  }
  return mergeAnswers(answers);
}

export function datasetData(
  answer: LineageAnswer,
  openings: LineageAnswer[],
  total: number,
  state: LineageState,
): LineageData {
  const graph = withOpenings(answer, openings);
  const options = { roots: answer.roots, up: state.up, down: state.down, openings: state.openings };
  return {
    graph,
    roots: answer.roots,
    visible: visiblePart(graph, options),
    listed: visiblePart(graph, { ...options, max: 1e9 }),
    trace: undefined,
    total: Math.max(total, graph.nodes.size),
    partial: answer.complete === false && answer.truncated_by ? answer.truncated_by : '',
  };
}
