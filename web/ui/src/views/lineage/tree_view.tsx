// The lineage as indented lists: what it comes from, where it goes. A node reached twice is unfolded once, at its
// nearest place.
import type { VNode } from 'preact';
import type { LineageNode } from '../../api/types';
import type { Side } from '../../model/lineage/graph';
import type { LineageData } from '../../model/lineage/lineage_data';
import { homes } from '../../model/lineage/tree';
import { kindWord, nodeDetail, nodeName } from '../../model/lineage/words';
import { NodeStatus, nodeHref } from './table_view';

interface Walk {
  data: LineageData;
  side: Side;
  listed: ReadonlySet<string>;
  home: ReadonlyMap<string, string>;
  open: (id: string, side: Side) => void;
}

function Name(props: { node: LineageNode }) {
  const { node } = props;
  const href = nodeHref(node);
  return (
    <>
      {href ? <a href={href}>{nodeName(node)}</a> : <span>{nodeName(node)}</span>}{' '}
      <span class="muted">
        {[node.kind === 'dataset' ? '' : kindWord(node), nodeDetail(node)].filter(Boolean).join(' · ')}
      </span>{' '}
      <NodeStatus node={node} />
    </>
  );
}

const neighbours = (data: LineageData, side: Side, id: string): readonly string[] =>
  (side === 'up' ? data.graph.upstream : data.graph.downstream).get(id) ?? [];

function branch(walk: Walk, id: string): VNode | null {
  const all = neighbours(walk.data, walk.side, id);
  const next = all.filter((other) => walk.listed.has(other));
  const hidden = all.length - next.length;
  if (all.length === 0) return null;
  return (
    <ul>
      {next.map((other) => {
        const node = walk.data.graph.nodes.get(other);
        if (!node) return null;
        const home = walk.home.get(other);
        const below = walk.data.graph.nodes.get(home ?? other);
        const columns = walk.data.trace?.columns.get(other) ?? [];
        return (
          <li key={other} data-id={other}>
            <Name node={node} />
            {columns.length > 0 && (
              <span class="mono small block">{columns.map((column) => column.path).join(', ')}</span>
            )}
            {home === id
              ? branch(walk, other)
              : below &&
                neighbours(walk.data, walk.side, other).length > 0 && (
                  <span class="muted"> (see under {nodeName(below)})</span>
                )}
          </li>
        );
      })}
      {hidden > 0 && (
        <li>
          <button type="button" class="quiet" onClick={() => walk.open(id, walk.side)}>
            {hidden} more {walk.side === 'up' ? 'upstream' : 'downstream'}
          </button>
        </li>
      )}
    </ul>
  );
}

function Direction(props: { data: LineageData; root: string; side: Side; open: (id: string, side: Side) => void }) {
  const { data, side } = props;
  const listed = new Set(data.listed.ids);
  const home = homes(props.root, (id) => neighbours(data, side, id).filter((other) => listed.has(other)));
  const walk: Walk = { data, side, listed, home, open: props.open };
  return (
    <section class="panel tree">
      <h3>{props.side === 'up' ? 'Comes from' : 'Goes to'}</h3>
      {branch(walk, props.root) ?? <p class="muted">Nothing known.</p>}
    </section>
  );
}

export function TreeView(props: { data: LineageData; open: (id: string, side: Side) => void }) {
  const { data } = props;
  return (
    <>
      {data.roots.map((root) => {
        const node = data.graph.nodes.get(root);
        if (!node) return null;
        return (
          <div key={root} class="tree-root">
            <h2 class="mono">
              {nodeName(node)}
              {data.trace &&
                `.${data.trace.columns.get(root)?.find((column) => column.id === data.trace?.root)?.path ?? ''}`}
            </h2>
            <div class="tree-columns">
              <Direction data={data} root={root} side="up" open={props.open} />
              <Direction data={data} root={root} side="down" open={props.open} />
            </div>
          </div>
        );
      })}
    </>
  );
}
