// Lineage: picture, table and tree of one answer, for a page of its own and for the tab of a product.
import { useEffect, useRef, useState } from 'preact/hooks';
import { lineagePath } from '../../api/client';
import type { LineageNode } from '../../api/types';
import { Icon, type IconName } from '../../components/icon';
import { Candidates, Empty, ErrorNote, NotFound, Skeleton } from '../../components/states';
import type { Picture } from '../../graph/picture';
import { grouped, plural, shortName } from '../../model/format';
import { openAllMax, type Side } from '../../model/lineage/graph';
import type { LineageData } from '../../model/lineage/lineage_data';
import { csvOf, orderedRows, tableRows } from '../../model/lineage/rows';
import {
  depthMax,
  type LineageState,
  type LineageView,
  lineageQuery,
  parseLineage,
  withOpening,
} from '../../model/lineage/view_state';
import { isIndirect, nodeName } from '../../model/lineage/words';
import { datasetId } from '../../model/node_id';
import { lineageHref, productHref, searchHref } from '../../model/route';
import { announce } from '../../state/announce';
import { useMedia } from '../../state/media';
import { navigate, route } from '../../state/router';
import { bind } from '../../state/shortcuts';
import { useTitle } from '../../state/title';
import { useLineage } from './data';
import { Panel } from './panel';
import { PictureView } from './picture_view';
import { TableView } from './table_view';
import { TreeView } from './tree_view';

const viewWords: [view: LineageView, word: string, icon: IconName][] = [
  ['graph', 'Picture', 'graph'],
  ['table', 'Table', 'table'],
  ['tree', 'Tree', 'tree'],
];

const hrefOf = (state: LineageState): string => {
  const query = lineageQuery(state, route.value.query);
  return query.size > 0 ? `${route.value.path}?${query}` : route.value.path;
};

function ViewSwitch(props: { state: LineageState; view: LineageView }) {
  return (
    <nav class="switch" aria-label="View">
      {viewWords.map(([view, word, icon]) => (
        <a
          key={view}
          href={hrefOf({ ...props.state, view })}
          data-keep-scroll
          aria-current={view === props.view ? 'true' : undefined}
        >
          <Icon name={icon} />
          {word}
        </a>
      ))}
    </nav>
  );
}

function Depth(props: { label: string; value: number; change: (value: number) => void }) {
  const { label, value } = props;
  return (
    <div class="stepper" role="group" aria-label={`Steps ${label}`}>
      <span class="muted">{label}</span>
      <button
        type="button"
        class="icon-button"
        disabled={value === 0}
        title={`Fewer steps ${label}`}
        onClick={() => props.change(value - 1)}
      >
        <Icon name="minus" />
        <span class="sr">Fewer steps {label}</span>
      </button>
      <output>{value}</output>
      <button
        type="button"
        class="icon-button"
        disabled={value >= depthMax}
        title={`More steps ${label}`}
        onClick={() => props.change(value + 1)}
      >
        <Icon name="plus" />
        <span class="sr">More steps {label}</span>
      </button>
    </div>
  );
}

function save(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function Export(props: { id: string; state: LineageState; data: LineageData; picture: Picture | null }) {
  const { id, state, data } = props;
  const name = `lineage-${shortName(id)}`;
  const whole = (format: string) =>
    lineagePath({ node: state.col || id, direction: 'both', level: state.col ? 'column' : 'dataset', format });
  const csv = () => {
    const rows = orderedRows(tableRows(data), state.order, state.find);
    save(`${name}.csv`, new Blob([csvOf(rows)], { type: 'text/csv' }));
  };
  const png = () => {
    props.picture?.exportCanvas(2).toBlob((blob) => blob && save(`${name}.png`, blob));
  };
  return (
    <div class="menu">
      <button type="button" popovertarget="lineage-export">
        <Icon name="download" />
        Export
      </button>
      <div id="lineage-export" popover="auto" class="menu-list">
        <button type="button" class="quiet" onClick={csv}>
          CSV, {plural(tableRows(data).length, 'row')} as in the table
        </button>
        {props.picture && (
          <button type="button" class="quiet" onClick={png}>
            PNG, the picture
          </button>
        )}
        {['json', 'mermaid', 'dot'].map((format) => (
          <a key={format} href={whole(format)} download={`${name}.${format === 'mermaid' ? 'mmd' : format}`}>
            {format === 'json' ? 'JSON' : format === 'dot' ? 'DOT' : 'Mermaid'}, all steps
          </a>
        ))}
      </div>
    </div>
  );
}

// What the lines of the picture mean, of those that are in it.
function Legend(props: { data: LineageData }) {
  const edges =
    props.data.trace?.edges ??
    props.data.graph.edges.filter(({ from, to }) => {
      const { ids } = props.data.visible;
      return ids.includes(from) && ids.includes(to);
    });
  const words = [
    ['dashed', 'filter, join or condition (indirect)', props.data.trace !== undefined && edges.some(isIndirect)],
    ['dotted', 'foreign key (refers to)', edges.some((edge) => edge.relation === 'REFERENCES')],
  ] as const;
  return (
    <span class="legend">
      {words.map(
        ([line, word, there]) =>
          there && (
            <span key={line}>
              <span class={`legend-line ${line}`} aria-hidden="true" />
              <span class="sr">{line}: </span>
              {word}
            </span>
          ),
      )}
    </span>
  );
}

function Counter(props: { data: LineageData; view: LineageView }) {
  const { data } = props;
  const shown = props.view === 'graph' ? data.visible.ids.length : data.listed.ids.length;
  const more = props.view === 'graph' ? data.listed.ids.length - shown : 0;
  return (
    <p class="lineage-count" role="status">
      {grouped(shown)} of {plural(data.total, 'node')} shown
      {more > 0 && `; the table lists ${grouped(more)} more within these steps`}
      {data.partial && '; the server stopped counting early, there may be more'}
      {props.view === 'graph' && <Legend data={data} />}
    </p>
  );
}

function TraceBar(props: { data: LineageData; state: LineageState; change: (state: LineageState) => void }) {
  const { data, state } = props;
  if (!state.col) return null;
  const root = [...(data.trace?.columns.values() ?? [])].flat().find((node) => node.id === data.trace?.root);
  return (
    <div class="trace-bar">
      <Icon name="column" />
      <span>
        Path of column <strong class="mono">{root ? nodeName(root) : state.col}</strong>
        {root?.table && (
          <>
            {' '}
            in <span class="mono">{root.table}</span>
          </>
        )}
        . Only what lies on it is shown; dashed is indirect.
      </span>
      <button type="button" onClick={() => props.change({ ...state, col: '', at: '' })}>
        Show all columns
      </button>
    </div>
  );
}

function Alone(props: { data: LineageData; state: LineageState }) {
  const { data, state } = props;
  if (data.graph.edges.length > 0) return null;
  return (
    <Empty title={state.col ? 'No column lineage is known for this column' : 'No lineage is known yet'}>
      <p>
        {state.col
          ? 'No contract says where this column comes from or where it goes. That does not mean that nobody uses it.'
          : 'No contract names this one as a source, and its own contract names none. That does not mean that nobody uses it.'}
      </p>
      <p class="muted">
        Contracts declare lineage with <code>transformSourceObjects</code> (ODCS), <code>lineage.inputFields</code>{' '}
        (Data Contract Specification) or input ports (ODPS).
      </p>
    </Empty>
  );
}

export function LineageExplorer(props: { id: string; named?: (root: LineageNode) => void }) {
  const { id } = props;
  const state = parseLineage(route.value.query);
  const small = useMedia('(max-width: 720px)');
  const view = state.view ?? (small ? 'tree' : 'graph');
  const load = useLineage(id, state);
  const picture = useRef<Picture>(null);
  const { data } = load;

  const change = (next: LineageState) => navigate(hrefOf(next), { keepScroll: true });
  const adjust = (next: LineageState) => navigate(hrefOf(next), { replace: true });
  const open = (node: string, side: Side, all = false) =>
    change(withOpening(parseLineage(route.value.query), { id: node, side, all }));
  const trace = (column: string) =>
    change({ ...parseLineage(route.value.query), col: column, openings: [], sel: '', at: '' });
  const moved = (at: string) => adjust({ ...parseLineage(route.value.query), at });
  const select = (node: string) => adjust({ ...parseLineage(route.value.query), sel: node });

  useEffect(
    () =>
      bind({
        Escape: () => {
          const now = parseLineage(route.value.query);
          if (now.sel) adjust({ ...now, sel: '' });
          else if (now.col) change({ ...now, col: '', at: '' });
        },
      }),
    [],
  );
  // A column's own address leads to its trace.
  useEffect(() => {
    const root = data && !state.col ? data.graph.nodes.get(data.roots[0] ?? '') : undefined;
    if (root?.kind !== 'field' || root.contract === undefined || root.table === undefined) return;
    navigate(lineageHref(datasetId(root.contract, root.table), { col: root.id }), { replace: true });
  }, [data]);
  useEffect(() => {
    if (data) announce(`${grouped(data.visible.ids.length)} of ${plural(data.total, 'node')} shown`);
    const root = data?.graph.nodes.get(data.roots[0] ?? '');
    if (root) props.named?.(root);
  }, [data]);

  if (load.error && !data) {
    if (load.error.status === 404 || load.error.status === 409) {
      const several = load.error.status === 409;
      const words = shortName(state.col || id);
      const what = state.col ? 'This column is not in the lineage' : 'Nothing of this name is in the lineage';
      return (
        <>
          <ErrorNote error={load.error} what={several ? 'This name means several things' : what} />
          <Candidates error={load.error} href={(candidate) => lineageHref(candidate)} />
          <p>
            <a href={searchHref({ q: words })}>Search for “{words}”</a>, or{' '}
            <a href={searchHref({ sort: 'updated' })}>browse everything</a>.
          </p>
        </>
      );
    }
    return <ErrorNote error={load.error} what="The lineage could not be read" retry={load.retry} />;
  }
  if (!data) return <Skeleton rows={1} height={560} slow={load.slow} label="Loading the lineage" />;
  const selected = data.graph.nodes.get(state.sel);
  return (
    <div class="lineage" aria-busy={load.loading}>
      <div class="toolbar">
        <ViewSwitch state={state} view={view} />
        {!state.col && (
          <>
            <Depth label="upstream" value={state.up} change={(up) => change({ ...state, up, at: '' })} />
            <Depth label="downstream" value={state.down} change={(down) => change({ ...state, down, at: '' })} />
          </>
        )}
        <span class="grow" />
        <Export id={id} state={state} data={data} picture={view === 'graph' ? picture.current : null} />
      </div>
      <TraceBar data={data} state={state} change={change} />
      <Alone data={data} state={state} />
      {load.error && <ErrorNote error={load.error} what="Part of the lineage could not be read" retry={load.retry} />}
      {state.openings.some((opening) => opening.all) && data.visible.ids.length > openAllMax && (
        <p class="note warn">The picture stops at {grouped(openAllMax)} neighbours of one node; the table lists all.</p>
      )}
      <div class={selected ? 'lineage-body with-panel' : 'lineage-body'}>
        <div class="lineage-view">
          {view === 'graph' && (
            <PictureView
              data={data}
              selected={state.sel}
              at={state.at}
              actions={{ select, open, trace, moved }}
              picture={picture}
            />
          )}
          {view === 'table' && <TableView data={data} state={state} change={adjust} />}
          {view === 'tree' && <TreeView data={data} open={(node, side) => open(node, side)} />}
        </div>
        {selected && view === 'graph' && (
          <Panel node={selected} graph={data.graph} close={() => select('')} trace={trace} />
        )}
      </div>
      <Counter data={data} view={view} />
    </div>
  );
}

export default function Lineage() {
  const { id } = route.value;
  const [root, setRoot] = useState<LineageNode>();
  const known = root && (root.contract === id || root.id === id) ? root : undefined;
  const name = known?.title || shortName(id);
  useTitle(`Lineage of ${name}`);
  if (id === '') return <NotFound what="There is no such page" name="" />;
  const contract = id.split('/')[0] ?? id;
  return (
    <div class="page wide">
      <nav aria-label="Breadcrumb" class="crumbs">
        {known?.domain && (
          <>
            <a href={searchHref({ domain: known.domain })}>{known.domain}</a>
            <span aria-hidden="true">/</span>
          </>
        )}
        <a href={productHref(decodeURIComponentSafe(contract))}>{name}</a>
        <span aria-hidden="true">/</span>
        <span class="mono breakable">{id}</span>
      </nav>
      <h1>Lineage of {name}</h1>
      <LineageExplorer id={id} named={setRoot} />
    </div>
  );
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
