// The requests behind a lineage page, merged into one graph, and its layout from the worker.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type ApiError, lineage } from '../../api/client';
import type { Layout } from '../../model/lineage/layout';
import type { LayoutTask } from '../../model/lineage/layout_worker';
import { datasetData, type LineageData, tracedData } from '../../model/lineage/lineage_data';
import { type Plan, planLayout, type SceneInput } from '../../model/lineage/scene';
import { traceGraph } from '../../model/lineage/trace';
import type { LineageState } from '../../model/lineage/view_state';
import { useResource } from '../../state/resource';

const nodesPerRequest = 1000;

export interface LineageLoad {
  data: LineageData | undefined;
  error: ApiError | undefined;
  loading: boolean;
  slow: boolean;
  retry: () => void;
}

// One step more than is shown is asked for, so that what is hidden at the border can be counted.
export function useLineage(id: string, state: LineageState): LineageLoad {
  const depth = Math.max(state.up, state.down) + 1;
  const main = useResource(
    state.col ? undefined : `lineage ${id} ${depth}`,
    (signal) => lineage({ node: id, direction: 'both', depth, level: 'dataset', limit: nodesPerRequest }, signal),
    { keep: true },
  );
  const whole = useResource(state.col ? undefined : `whole ${id}`, (signal) =>
    lineage({ node: id, direction: 'both', level: 'dataset', limit: 1 }, signal),
  );
  const openKey = state.openings.map((opening) => `${opening.side} ${opening.id}`).join('\n');
  const opened = useResource(
    state.col || openKey === '' ? undefined : `open ${openKey}`,
    (signal) =>
      Promise.all(
        state.openings.map((opening) =>
          lineage(
            {
              node: opening.id,
              direction: opening.side === 'up' ? 'upstream' : 'downstream',
              depth: 2,
              level: 'dataset',
              limit: nodesPerRequest,
            },
            signal,
          ),
        ),
      ),
    { keep: true },
  );
  const column = useResource(state.col ? `column ${state.col}` : undefined, (signal) =>
    lineage({ node: state.col, direction: 'both', level: 'column', limit: nodesPerRequest }, signal),
  );

  const data = useMemo(() => {
    if (state.col) return column.data && tracedData(traceGraph(column.data), column.data);
    if (!main.data) return undefined;
    return datasetData(main.data, openKey ? (opened.data ?? []) : [], whole.data?.nodes_total ?? 0, state);
  }, [
    main.data,
    whole.data,
    opened.data,
    column.data,
    state.col,
    state.up,
    state.down,
    openKey,
    state.openings.map((o) => o.all).join(),
  ]);
  const active = state.col ? column : main;
  return { data, error: active.error ?? opened.error, loading: active.loading, slow: active.slow, retry: active.retry };
}

let worker: Worker | undefined;
let lastKey = 0;

function layoutWorker(): Worker {
  worker ??= new Worker(new URL('../../model/lineage/layout_worker.ts', import.meta.url), { type: 'module' });
  return worker;
}

export interface Placed {
  input: SceneInput;
  plan: Plan;
  layout: Layout;
}

// The newest layout wins; the old picture stays until it is there. Nodes keep their order when the picture grows.
export function useLayout(data: LineageData): Placed | undefined {
  const [placed, setPlaced] = useState<Placed>();
  const positions = useRef<{ trace: boolean; y: Map<string, number> }>({ trace: false, y: new Map() });
  useEffect(() => {
    const input: SceneInput = {
      graph: data.graph,
      visible: data.visible,
      roots: new Set(data.roots),
      trace: data.trace,
    };
    const traced = data.trace !== undefined;
    const plan = planLayout(input, positions.current.trace === traced ? positions.current.y : new Map());
    lastKey += 1;
    const key = lastKey;
    const target = layoutWorker();
    const receive = (event: MessageEvent<{ key: number; layout: Layout }>) => {
      if (event.data.key !== key) return;
      positions.current = { trace: traced, y: new Map(event.data.layout.boxes.map((box) => [box.id, box.y])) };
      setPlaced({ input, plan, layout: event.data.layout });
    };
    target.addEventListener('message', receive);
    // Edge words of a trace stand between the layers.
    const task: LayoutTask = { key, nodes: plan.nodes, edges: plan.edges, layerGap: traced ? 150 : 96 };
    target.postMessage(task);
    return () => target.removeEventListener('message', receive);
  }, [data]);
  return placed;
}
