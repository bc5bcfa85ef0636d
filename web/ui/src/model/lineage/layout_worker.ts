// Runs the layout off the main thread: {key, nodes, edges, layerGap} in, {key, layout} out.
import { type LayoutEdge, type LayoutNode, layout } from './layout';

export interface LayoutTask {
  key: number;
  nodes: LayoutNode[];
  edges: LayoutEdge[];
  layerGap: number;
}

self.onmessage = (event: MessageEvent<LayoutTask>) => {
  const { key, nodes, edges, layerGap } = event.data;
  self.postMessage({ key, layout: layout(nodes, edges, { layerGap }) });
};
