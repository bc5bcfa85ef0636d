// Goal: properties every picture must have, whatever the graph. Method: hand-made awkward graphs and seeded random ones.
import { describe, expect, test } from 'vitest';
import { type Box, type Layout, type LayoutEdge, type LayoutNode, layout } from '../src/model/lineage/layout';

const node = (id: string, height = 50): LayoutNode => ({ id, width: 200, height });
const edge = (from: string, to: string): LayoutEdge => ({ from, to });

function overlaps(boxes: readonly Box[]): [string, string][] {
  const found: [string, string][] = [];
  const sorted = [...boxes].sort((a, b) => a.x - b.x || a.y - b.y);
  for (let i = 0; i < sorted.length; i += 1) {
    for (let k = i + 1; k < sorted.length; k += 1) {
      const [a, b] = [sorted[i], sorted[k]];
      if (!a || !b || b.x >= a.x + a.width) break;
      if (a.y < b.y + b.height - 1e-6 && b.y < a.y + a.height - 1e-6) found.push([a.id, b.id]);
    }
  }
  return found;
}

function expectGood(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[], made: Layout): void {
  expect(made.boxes.map((box) => box.id)).toEqual(nodes.map((item) => item.id));
  expect(overlaps(made.boxes)).toEqual([]);
  const byId = new Map(made.boxes.map((box) => [box.id, box]));
  for (const box of made.boxes) {
    expect(Number.isFinite(box.x) && Number.isFinite(box.y)).toBe(true);
    expect(box.y).toBeGreaterThanOrEqual(-1e-6);
    expect(box.y + box.height).toBeLessThanOrEqual(made.height + 1e-6);
  }
  const drawable = edges.filter((item) => item.from !== item.to && byId.has(item.from) && byId.has(item.to));
  expect(made.routes).toHaveLength(drawable.length);
  for (const route of made.routes) {
    const { from, to } = edges[route.edge] ?? edge('', '');
    const [source, target] = [byId.get(from), byId.get(to)];
    if (!source || !target) throw new Error(`no box for ${from} -> ${to}`);
    if (route.back) expect(source.x).toBeGreaterThan(target.x);
    else expect(source.x + source.width).toBeLessThan(target.x);
    const xs = route.points.map(([x]) => x);
    const ordered = [...xs].sort((a, b) => (route.back ? b - a : a - b));
    expect(xs).toEqual(ordered);
  }
}

const checked = (nodes: LayoutNode[], edges: LayoutEdge[]): Layout => {
  const made = layout(nodes, edges);
  expectGood(nodes, edges, made);
  return made;
};

// A small generator with a seed, so that a failure can be repeated.
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function randomGraph(seed: number, size: number, density: number): { nodes: LayoutNode[]; edges: LayoutEdge[] } {
  const next = random(seed);
  const nodes = Array.from({ length: size }, (_, i) => node(`n${i}`, 40 + Math.floor(next() * 120)));
  const edges = Array.from({ length: Math.floor(size * density) }, () =>
    edge(`n${Math.floor(next() * size)}`, `n${Math.floor(next() * size)}`),
  );
  return { nodes, edges };
}

describe('layout', () => {
  test('an empty graph has no size', () => {
    expect(layout([], [])).toEqual({ boxes: [], routes: [], width: 0, height: 0 });
  });

  test('a lone node stands at the origin', () => {
    expect(checked([node('a')], []).boxes[0]).toMatchObject({ x: 0, y: 0, layer: 0 });
  });

  test('a chain runs left to right on one line', () => {
    const made = checked([node('a'), node('b'), node('c')], [edge('a', 'b'), edge('b', 'c')]);
    expect(made.boxes.map((box) => box.layer)).toEqual([0, 1, 2]);
    expect(new Set(made.boxes.map((box) => Math.round(box.y))).size).toBe(1);
  });

  test('a source stands next to what it feeds, not far left', () => {
    const made = checked(
      [node('a'), node('b'), node('c'), node('late')],
      [edge('a', 'b'), edge('b', 'c'), edge('late', 'c')],
    );
    expect(made.boxes.find((box) => box.id === 'late')?.layer).toBe(1);
  });

  test('self loops and edges to unknown nodes are left out', () => {
    expect(checked([node('a')], [edge('a', 'a'), edge('a', 'nowhere')]).routes).toEqual([]);
  });

  test('a cycle is cut at one edge, which is marked', () => {
    const made = checked([node('a'), node('b'), node('c')], [edge('a', 'b'), edge('b', 'c'), edge('c', 'a')]);
    expect(made.routes.filter((route) => route.back)).toHaveLength(1);
  });

  test('two nodes that feed each other both stay', () => {
    checked([node('a'), node('b')], [edge('a', 'b'), edge('b', 'a')]);
  });

  test('parallel edges each keep their route', () => {
    expect(checked([node('a'), node('b')], [edge('a', 'b'), edge('a', 'b')]).routes).toHaveLength(2);
  });

  test('an edge over three layers is led around the nodes between', () => {
    const made = checked(
      [node('a'), node('b'), node('c'), node('d')],
      [edge('a', 'b'), edge('b', 'c'), edge('c', 'd'), edge('a', 'd')],
    );
    const long = made.routes.find((route) => route.edge === 3);
    for (const box of made.boxes.filter(({ id }) => id === 'b' || id === 'c')) {
      const crossing = long?.points.filter(
        ([x, y]) => x >= box.x && x <= box.x + box.width && y > box.y && y < box.y + box.height,
      );
      expect(crossing).toEqual([]);
    }
  });

  test('a hub with 1,200 children neither overlaps nor takes a second', () => {
    const children = Array.from({ length: 1200 }, (_, i) => `c${i}`);
    checked(
      [node('hub'), ...children.map((id) => node(id))],
      children.map((id) => edge('hub', id)),
    );
  });

  test('a chain of 20 layers with shortcuts', () => {
    const ids = Array.from({ length: 20 }, (_, i) => `l${i}`);
    const steps = ids.slice(1).map((id, i) => edge(ids[i] ?? '', id));
    const jumps = ids.slice(5).map((id, i) => edge(ids[i] ?? '', id));
    checked(
      ids.map((id) => node(id)),
      [...steps, ...jumps],
    );
  });

  test('a chain of 3,000 nodes does not exhaust the stack', () => {
    const ids = Array.from({ length: 3000 }, (_, i) => `n${i}`);
    checked(
      ids.map((id) => node(id)),
      ids.slice(1).map((id, i) => edge(ids[i] ?? '', id)),
    );
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20])(
    'a random graph with seed %i',
    (seed) => {
      const { nodes, edges } = randomGraph(seed, 5 + seed * 7, 0.5 + (seed % 4) * 0.6);
      checked(nodes, edges);
    },
  );

  test('the same input gives the same picture', () => {
    const { nodes, edges } = randomGraph(99, 60, 1.4);
    expect(layout(nodes, edges)).toEqual(layout(nodes, edges));
  });

  test('nodes keep their order when a picture grows', () => {
    const before = layout(
      [node('r'), node('a'), node('b'), node('c')],
      ['a', 'b', 'c'].map((id) => edge('r', id)),
    );
    const y = new Map(before.boxes.map((box) => [box.id, box.y]));
    const grown = [node('r'), node('c'), node('new'), node('b'), node('a')].map((item) => {
      const old = y.get(item.id);
      return old === undefined ? item : { ...item, y: old };
    });
    const after = layout(
      grown,
      ['c', 'new', 'b', 'a'].map((id) => edge('r', id)),
    );
    const order = (made: Layout) =>
      made.boxes
        .filter(({ id }) => id.length === 1 && id !== 'r')
        .sort((p, q) => p.y - q.y)
        .map(({ id }) => id);
    expect(order(after)).toEqual(order(before));
  });

  test('edges meet the column rows they are told', () => {
    const made = layout([node('a', 120), node('b', 120)], [{ from: 'a', to: 'b', fromDy: 62, toDy: 86 }]);
    const [a, b] = made.boxes;
    expect(made.routes[0]?.points.at(0)?.[1]).toBeCloseTo((a?.y ?? 0) + 62);
    expect(made.routes[0]?.points.at(-1)?.[1]).toBeCloseTo((b?.y ?? 0) + 86);
  });
});
