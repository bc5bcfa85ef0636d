// Goal: nothing of a lineage is hidden without being counted. Method: small graphs, and the sum rule on random ones.
import { describe, expect, test } from 'vitest';
import type { LineageAnswer, LineageEdge, LineageNode } from '../src/api/types';
import {
  edgesBetween,
  mergeAnswers,
  openingText,
  parseOpening,
  unaskedMax,
  visiblePart,
} from '../src/model/lineage/graph';
import { datasetData } from '../src/model/lineage/lineage_data';
import { csvOf, orderedRows, tableRows } from '../src/model/lineage/rows';
import { traceGraph } from '../src/model/lineage/trace';
import { lineageQuery, parseLineage, withOpening } from '../src/model/lineage/view_state';

const node = (id: string, hop: number, more: Partial<LineageNode> = {}): LineageNode => ({
  id,
  kind: 'dataset',
  name: id,
  hop,
  ...more,
});
const edge = (from: string, to: string, more: Partial<LineageEdge> = {}): LineageEdge => ({
  from,
  to,
  relation: 'DERIVES',
  ...more,
});
const answer = (nodes: LineageNode[], edges: LineageEdge[]): LineageAnswer => ({ roots: ['r'], nodes, edges });

const hub = (children: number): LineageAnswer => {
  const ids = Array.from({ length: children }, (_, i) => `c${i}`);
  return answer(
    [node('r', 0), ...ids.map((id) => node(id, 1))],
    ids.map((id) => edge('r', id)),
  );
};
const once = { roots: ['r'], up: 1, down: 1, openings: [] };

describe('what is shown', () => {
  test('never more than sixty nodes unasked, and the rest is counted', () => {
    const visible = visiblePart(mergeAnswers([hub(1200)]), once);
    expect(visible.ids).toHaveLength(unaskedMax);
    expect(visible.hidden.get('r')).toEqual({ up: 0, down: 1201 - unaskedMax });
  });

  test('depth is honoured on each side', () => {
    const graph = mergeAnswers([
      answer(
        [node('r', 0), node('u1', -1), node('u2', -2), node('d1', 1), node('d2', 2)],
        [edge('u2', 'u1'), edge('u1', 'r'), edge('r', 'd1'), edge('d1', 'd2')],
      ),
    ]);
    expect(visiblePart(graph, { ...once, up: 2, down: 0 }).ids.sort()).toEqual(['r', 'u1', 'u2']);
    expect(visiblePart(graph, once).hidden).toEqual(
      new Map([
        ['u1', { up: 1, down: 0 }],
        ['d1', { up: 0, down: 1 }],
      ]),
    );
  });

  test('what a root refers to is near, even when the data takes longer', () => {
    const graph = mergeAnswers([
      answer(
        [node('r', 0), node('d1', 1), node('d2', 2)],
        [edge('r', 'd1'), edge('d1', 'd2'), edge('r', 'd2', { relation: 'REFERENCES' })],
      ),
    ]);
    expect(visiblePart(graph, once).ids).toContain('d2');
    expect(visiblePart(graph, { ...once, down: 0 }).ids).toEqual(['r']);
  });

  test('opening shows ten more, opening all shows all', () => {
    const graph = mergeAnswers([hub(100)]);
    const some = visiblePart(graph, { ...once, openings: [{ id: 'r', side: 'down', all: false }] });
    expect(some.ids).toHaveLength(unaskedMax + 10);
    const all = visiblePart(graph, { ...once, openings: [{ id: 'r', side: 'down', all: true }] });
    expect(all.ids).toHaveLength(101);
    expect(all.hidden.size).toBe(0);
  });

  test('shown and hidden neighbours add up to all neighbours', () => {
    const graph = mergeAnswers([hub(90)]);
    const { ids, hidden } = visiblePart(graph, once);
    const shown = edgesBetween(graph, new Set(ids)).length;
    expect(shown + (hidden.get('r')?.down ?? 0)).toBe(90);
  });

  test('merging the same answer twice changes nothing', () => {
    const merged = mergeAnswers([hub(5), hub(5)]);
    expect(merged.edges).toHaveLength(5);
    expect(merged.downstream.get('r')).toHaveLength(5);
  });

  test('self loops are edges, but no neighbours', () => {
    const graph = mergeAnswers([answer([node('r', 0)], [edge('r', 'r')])]);
    expect(graph.downstream.get('r')).toBeUndefined();
  });
});

describe('opening a node', () => {
  const main = answer([node('r', 0), node('d', 1)], [edge('r', 'd')]);
  const state = parseLineage(new URLSearchParams('down=2&open=d:d'));

  test('counts steps from the start, so that nothing deeper than asked appears by itself', () => {
    const opened = {
      roots: ['d'],
      nodes: [node('d', 0), node('e', 1), node('f', 2)],
      edges: [edge('d', 'e'), edge('e', 'f')],
    };
    const data = datasetData(main, [opened], 9, state);
    expect(data.graph.nodes.get('f')?.hop).toBe(3);
    expect(data.visible.ids).toEqual(['r', 'd', 'e']);
    expect(data.visible.hidden).toEqual(new Map([['e', { up: 0, down: 1 }]]));
  });

  test('leaves out what is no part of this lineage', () => {
    const sideways = { roots: ['d'], nodes: [node('d', 0), node('other', -1)], edges: [edge('other', 'd')] };
    expect(datasetData(main, [sideways], 9, state).visible.ids).toEqual(['r', 'd']);
  });
});

describe('the URL of a lineage', () => {
  test.each(['u:a/b', 'D:a:b', 'd:x\ny'])('%j comes back', (text) => {
    const opening = parseOpening(text);
    expect(opening && openingText(opening)).toBe(text);
  });

  test('nonsense is ignored', () => {
    expect(parseLineage(new URLSearchParams('up=-1&down=x&view=pie&open=q:1&by=zzz'))).toMatchObject({
      up: 1,
      down: 1,
      view: undefined,
      openings: [],
      order: 'hop',
    });
  });

  test('the state survives the URL, and other parameters stay', () => {
    const query = new URLSearchParams(
      'tab=lineage&up=3&view=table&col=c%2Ft%2Fx&open=u:a&open=D:b&find=z&by=owner&sel=s&at=1,2,0.5',
    );
    const state = parseLineage(query);
    expect(parseLineage(lineageQuery(state, new URLSearchParams('tab=lineage')))).toEqual(state);
    expect(lineageQuery(state, query).get('tab')).toBe('lineage');
  });

  test('opening the same side again asks for all of it', () => {
    const first = withOpening(parseLineage(new URLSearchParams()), { id: 'a', side: 'up', all: false });
    expect(withOpening(first, { id: 'a', side: 'up', all: false }).openings).toEqual([
      { id: 'a', side: 'up', all: true },
    ]);
  });
});

describe('the table', () => {
  const state = parseLineage(new URLSearchParams());
  const data = datasetData(
    answer(
      [node('r', 0), node('u', -1, { owner: 'b' }), node('d', 1, { owner: 'a', status: 'unresolved' })],
      [edge('u', 'r', { subtype: 'AGGREGATION' }), edge('r', 'd', { relation: 'CONSUMES' })],
    ),
    [],
    3,
    state,
  );

  test('has the nodes of the picture, in its order', () => {
    expect(orderedRows(tableRows(data), 'hop', '').map((row) => row.node.id)).toEqual(['u', 'r', 'd']);
    expect(orderedRows(tableRows(data), 'owner', '').map((row) => row.node.id)).toEqual(['r', 'd', 'u']);
    expect(new Set(tableRows(data).map((row) => row.node.id))).toEqual(new Set(data.visible.ids));
  });

  test('says how nodes hang together', () => {
    expect(Object.fromEntries(tableRows(data).map((row) => [row.node.id, row.via]))).toEqual({
      r: [],
      u: ['aggregate into r'],
      d: ['consumes r'],
    });
  });

  test('becomes CSV that no spreadsheet runs', () => {
    const row = { node: node('x', 1, { title: '=cmd()', domain: 'a,b', owner: 'say "hi"' }), dataset: '', via: [] };
    expect(csvOf([row]).split('\r\n')[1]).toBe(`1,1 step downstream,x,x,,Dataset,'=cmd(),"a,b","say ""hi""",Active,`);
  });
});

describe('a column trace', () => {
  const field = (contract: string, table: string, path: string, hop: number): LineageNode => ({
    id: `${contract}/${table}/${path}`,
    kind: 'field',
    contract,
    table,
    path,
    name: path,
    hop,
  });
  const traced = traceGraph({
    roots: ['a/t/x'],
    nodes: [
      field('a', 't', 'x', 0),
      field('a', 't', 'y', -1),
      field('b', 'u', 'z', 1),
      { id: 'dash', kind: 'consumer', hop: 2 },
    ],
    edges: [edge('a/t/y', 'a/t/x'), edge('a/t/x', 'b/u/z'), edge('b/u/z', 'dash')],
  });

  test('puts columns into their datasets', () => {
    expect([...traced.graph.nodes.keys()]).toEqual(['a/t', 'b/u', 'dash']);
    expect(traced.trace.columns.get('a/t')?.map((column) => column.path)).toEqual(['x', 'y']);
    expect(traced.roots).toEqual(['a/t']);
  });

  test('keeps whole datasets on the path as rows of their own', () => {
    const answered = {
      roots: ['a/t/x'],
      nodes: [field('a', 't', 'x', 0), field('b', 'u', 'z', -1), node('b/u', -1)],
      edges: [],
    };
    const { trace } = traceGraph(answered);
    expect([...trace.nodes.keys()].sort()).toEqual(['a/t/x', 'b/u', 'b/u/z']);
  });

  test('joins datasets where their columns are joined', () => {
    expect(traced.graph.downstream.get('a/t')).toEqual(['b/u']);
    expect(traced.graph.upstream.get('dash')).toEqual(['b/u']);
  });
});
