// Layered layout of a directed graph, left to right. Pure: sizes and edges in, positions and polylines out.
//
// 1. Cycles: a depth-first search turns every edge that closes a cycle around (`back`). Self loops are left out.
// 2. Layers by longest path; nodes without input are then pulled right, next to what they feed.
// 3. An edge over several layers gets a dummy in each layer between, so that it is routed around nodes.
// 4. Order inside a layer: barycentre sweeps, keeping the order with the least sum of edge lengths.
// 5. y: each layer wants its neighbours' mean; pool-adjacent-violators finds the nearest positions without overlap.
// Deterministic: the same input in the same order gives the same picture. Time is about linear in nodes, edges and
// dummies per sweep.

export interface LayoutNode {
  id: string;
  width: number;
  height: number;
  y?: number; // where it was before: keeps the order when a picture grows
}

export interface LayoutEdge {
  from: string;
  to: string;
  fromDy?: number | undefined; // where the edge leaves and arrives, from the node's top; its middle when absent
  toDy?: number | undefined;
}

export interface Box {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  layer: number;
}

export interface Route {
  edge: number; // index into the input
  points: [x: number, y: number][];
  back: boolean; // runs against the reading direction: part of a cycle
}

export interface Layout {
  boxes: Box[];
  routes: Route[];
  width: number;
  height: number;
}

export interface LayoutOptions {
  layerGap: number;
  nodeGap: number;
  sweeps: number;
}

const defaults: LayoutOptions = { layerGap: 96, nodeGap: 18, sweeps: 10 };
const dummyHeight = 6;

interface Item {
  height: number;
  layer: number;
  node: number; // index of the input node, or -1 for a dummy
  left: number[];
  right: number[];
  y: number;
  wish: number;
}

interface Arc {
  edge: number;
  from: number;
  to: number;
  back: boolean;
}

// --- 1. cycles --------------------------------------------------------------------------------------------------------

function arcsOf(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Arc[] {
  const index = new Map(nodes.map((node, i) => [node.id, i]));
  const arcs: Arc[] = [];
  edges.forEach((edge, i) => {
    const from = index.get(edge.from);
    const to = index.get(edge.to);
    if (from !== undefined && to !== undefined && from !== to) arcs.push({ edge: i, from, to, back: false });
  });
  return arcs;
}

function turnCycles(count: number, arcs: Arc[]): void {
  const out: Arc[][] = Array.from({ length: count }, () => []);
  const incoming = new Uint32Array(count);
  for (const arc of arcs) {
    out[arc.from]?.push(arc);
    incoming[arc.to] = (incoming[arc.to] ?? 0) + 1;
  }
  const state = new Uint8Array(count); // 0 new, 1 on the path, 2 done
  const visit = (root: number) => {
    const path: { node: number; next: number }[] = [{ node: root, next: 0 }];
    state[root] = 1;
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const arc = out[top.node]?.[top.next++];
      if (!arc) {
        state[top.node] = 2;
        path.pop();
      } else if (state[arc.to] === 1) arc.back = true;
      else if (state[arc.to] === 0) {
        state[arc.to] = 1;
        path.push({ node: arc.to, next: 0 });
      }
    }
  };
  // Sources first, so that a cycle is cut where the data enters it last.
  for (let node = 0; node < count; node += 1) if (incoming[node] === 0 && state[node] === 0) visit(node);
  for (let node = 0; node < count; node += 1) if (state[node] === 0) visit(node);
  for (const arc of arcs) if (arc.back) [arc.from, arc.to] = [arc.to, arc.from];
}

// --- 2. layers --------------------------------------------------------------------------------------------------------

function layersOf(count: number, arcs: readonly Arc[]): Int32Array {
  const out: number[][] = Array.from({ length: count }, () => []);
  const waiting = new Uint32Array(count);
  for (const arc of arcs) {
    out[arc.from]?.push(arc.to);
    waiting[arc.to] = (waiting[arc.to] ?? 0) + 1;
  }
  const hasInput = waiting.map((n) => (n > 0 ? 1 : 0));
  const layer = new Int32Array(count);
  const ready: number[] = [];
  for (let node = 0; node < count; node += 1) if (waiting[node] === 0) ready.push(node);
  for (let next = 0; next < ready.length; next += 1) {
    const node = ready[next] ?? 0;
    for (const to of out[node] ?? []) {
      layer[to] = Math.max(layer[to] ?? 0, (layer[node] ?? 0) + 1);
      waiting[to] = (waiting[to] ?? 1) - 1;
      if (waiting[to] === 0) ready.push(to);
    }
  }
  for (const node of ready) {
    const targets = out[node] ?? [];
    if (hasInput[node] || targets.length === 0) continue;
    layer[node] = targets.reduce((least, to) => Math.min(least, layer[to] ?? 0), Number.MAX_SAFE_INTEGER) - 1;
  }
  return layer;
}

// --- 3. dummies -------------------------------------------------------------------------------------------------------

interface Chains {
  items: Item[];
  layers: number[][];
  chains: number[][]; // per arc: items from source to target, dummies between
}

function makeItems(nodes: readonly LayoutNode[], arcs: readonly Arc[], layer: Int32Array): Chains {
  const items: Item[] = nodes.map((node, i) => ({
    height: node.height,
    layer: layer[i] ?? 0,
    node: i,
    left: [],
    right: [],
    y: 0,
    wish: 0,
  }));
  const connect = (from: number, to: number) => {
    items[from]?.right.push(to);
    items[to]?.left.push(from);
  };
  const chains = arcs.map((arc) => {
    const chain = [arc.from];
    for (let at = (layer[arc.from] ?? 0) + 1; at < (layer[arc.to] ?? 0); at += 1) {
      items.push({ height: dummyHeight, layer: at, node: -1, left: [], right: [], y: 0, wish: 0 });
      chain.push(items.length - 1);
    }
    chain.push(arc.to);
    for (let i = 1; i < chain.length; i += 1) connect(chain[i - 1] ?? 0, chain[i] ?? 0);
    return chain;
  });
  const layers: number[][] = [];
  items.forEach((item, i) => {
    while (layers.length <= item.layer) layers.push([]);
    layers[item.layer]?.push(i);
  });
  return { items, layers, chains };
}

// --- 4. order ---------------------------------------------------------------------------------------------------------

function mean(values: readonly number[], of: (value: number) => number): number | undefined {
  if (values.length === 0) return undefined;
  let sum = 0;
  for (const value of values) sum += of(value);
  return sum / values.length;
}

function orderLayers({ items, layers }: Chains, nodes: readonly LayoutNode[], sweeps: number): void {
  const place = new Float64Array(items.length);
  const remember = (layer: readonly number[]) =>
    layer.forEach((item, i) => {
      place[item] = i / Math.max(1, layer.length - 1);
    });
  const known = (item: number) => nodes[items[item]?.node ?? -1]?.y;
  for (const layer of layers) {
    const anchored = layer.some((item) => known(item) !== undefined);
    if (anchored) layer.sort((a, b) => (known(a) ?? Number.MAX_VALUE) - (known(b) ?? Number.MAX_VALUE));
    remember(layer);
  }
  const keepPrevious = nodes.some((node) => node.y !== undefined);
  const cost = () =>
    items.reduce(
      (sum, item, i) => sum + item.right.reduce((s, to) => s + Math.abs((place[to] ?? 0) - (place[i] ?? 0)), 0),
      0,
    );
  let best = layers.map((layer) => [...layer]);
  let least = cost();
  const rounds = keepPrevious ? Math.min(2, sweeps) : sweeps;
  for (let sweep = 0; sweep < rounds; sweep += 1) {
    const rightwards = sweep % 2 === 0;
    const sequence = rightwards ? layers : [...layers].reverse();
    for (const layer of sequence) {
      const key = new Map(
        layer.map((item) => {
          const neighbours = rightwards ? items[item]?.left : items[item]?.right;
          return [item, mean(neighbours ?? [], (other) => place[other] ?? 0) ?? place[item] ?? 0];
        }),
      );
      layer.sort((a, b) => (key.get(a) ?? 0) - (key.get(b) ?? 0) || (place[a] ?? 0) - (place[b] ?? 0));
      remember(layer);
    }
    const now = cost();
    if (now < least) {
      least = now;
      best = layers.map((layer) => [...layer]);
    }
  }
  best.forEach((layer, i) => {
    layers[i] = layer;
  });
}

// --- 5. positions -----------------------------------------------------------------------------------------------------

// The positions nearest to the wishes (least squares) that keep the order and the gaps: isotonic regression.
function settle(layer: readonly number[], items: Item[], gap: number): void {
  const blocks: { sum: number; count: number; from: number }[] = [];
  let offset = 0;
  const offsets: number[] = [];
  layer.forEach((index, i) => {
    const item = items[index];
    if (!item) return;
    offsets.push(offset);
    blocks.push({ sum: item.wish - offset, count: 1, from: i });
    offset += item.height + gap;
    for (let top = blocks.at(-1), below = blocks.at(-2); top && below; top = blocks.at(-1), below = blocks.at(-2)) {
      if (below.sum / below.count <= top.sum / top.count) break;
      below.sum += top.sum;
      below.count += top.count;
      blocks.pop();
    }
  });
  for (const block of blocks) {
    for (let i = block.from; i < block.from + block.count; i += 1) {
      const item = items[layer[i] ?? -1];
      if (item) item.y = block.sum / block.count + (offsets[i] ?? 0);
    }
  }
}

const centre = (item: Item | undefined): number => (item ? item.y + item.height / 2 : 0);

function placeVertically({ items, layers }: Chains, gap: number, rounds: number): void {
  for (const layer of layers) {
    let y = 0;
    for (const index of layer) {
      const item = items[index];
      if (!item) continue;
      item.y = y;
      y += item.height + gap;
    }
    for (const index of layer) {
      const item = items[index];
      if (item) item.y -= y / 2;
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    const last = round === rounds - 1;
    const sequence = round % 2 === 0 ? layers : [...layers].reverse();
    for (const layer of sequence) {
      for (const index of layer) {
        const item = items[index];
        if (!item) continue;
        const side = last ? [...item.left, ...item.right] : round % 2 === 0 ? item.left : item.right;
        const target = mean(side, (other) => centre(items[other])) ?? centre(item);
        item.wish = target - item.height / 2;
      }
      settle(layer, items, gap);
    }
  }
}

// --- Putting it together ----------------------------------------------------------------------------------------------

function columnsOf(chains: Chains, nodes: readonly LayoutNode[], gap: number): { x: number[]; width: number[] } {
  const x: number[] = [];
  const width: number[] = [];
  let left = 0;
  for (const layer of chains.layers) {
    let widest = 0;
    for (const index of layer) widest = Math.max(widest, nodes[chains.items[index]?.node ?? -1]?.width ?? 0);
    x.push(left);
    width.push(widest);
    // A crowded gap needs room, or its curves become vertical bundles.
    const crossing = layer.reduce((sum, index) => sum + (chains.items[index]?.right.length ?? 0), 0);
    left += widest + gap + Math.min(gap, crossing * 2);
  }
  return { x, width };
}

export function layout(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  options: Partial<LayoutOptions> = {},
): Layout {
  const { layerGap, nodeGap, sweeps } = { ...defaults, ...options };
  if (nodes.length === 0) return { boxes: [], routes: [], width: 0, height: 0 };
  const arcs = arcsOf(nodes, edges);
  turnCycles(nodes.length, arcs);
  const chains = makeItems(nodes, arcs, layersOf(nodes.length, arcs));
  orderLayers(chains, nodes, sweeps);
  placeVertically(chains, nodeGap, 9);
  const columns = columnsOf(chains, nodes, layerGap);
  const { items } = chains;
  const top = items.reduce((least, item) => Math.min(least, item.y), Number.POSITIVE_INFINITY);
  const boxes = nodes.map((node, i): Box => {
    const layer = items[i]?.layer ?? 0;
    return {
      id: node.id,
      x: columns.x[layer] ?? 0,
      y: (items[i]?.y ?? 0) - top,
      width: node.width,
      height: node.height,
      layer,
    };
  });
  const routes = arcs.map((arc, i): Route => {
    const edge = edges[arc.edge];
    const [fromDy, toDy] = arc.back ? [edge?.toDy, edge?.fromDy] : [edge?.fromDy, edge?.toDy];
    const chain = chains.chains[i] ?? [];
    const points = chain.flatMap((index, at): [number, number][] => {
      const item = items[index];
      if (!item) return [];
      const x = columns.x[item.layer] ?? 0;
      const y = item.y - top;
      const dy = at === 0 ? fromDy : toDy;
      if (at === 0) return [[x + (nodes[item.node]?.width ?? 0), y + (dy ?? item.height / 2)]];
      if (at === chain.length - 1) return [[x, y + (dy ?? item.height / 2)]];
      return [
        [x, y + item.height / 2],
        [x + (columns.width[item.layer] ?? 0), y + item.height / 2],
      ];
    });
    return { edge: arc.edge, points: arc.back ? points.reverse() : points, back: arc.back };
  });
  const width = boxes.reduce((most, box) => Math.max(most, box.x + box.width), 0);
  const height = items.reduce((most, item) => Math.max(most, item.y - top + item.height), 0);
  return { boxes, routes, width, height };
}
