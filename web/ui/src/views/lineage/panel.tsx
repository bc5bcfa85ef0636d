// What is known about the selected node, and its columns to trace.
import { useState } from 'preact/hooks';
import { contract as getContract } from '../../api/client';
import type { LineageNode } from '../../api/types';
import { Badge } from '../../components/basics';
import { Icon } from '../../components/icon';
import { plural } from '../../model/format';
import type { Graph } from '../../model/lineage/graph';
import { hopWords, kindWord, nodeName } from '../../model/lineage/words';
import { fieldId } from '../../model/node_id';
import { lineageHref } from '../../model/route';
import { eachField } from '../../model/schema_rows';
import { useResource } from '../../state/resource';
import { NodeStatus, nodeHref } from './table_view';

const columnsShown = 10;

function Columns(props: { node: LineageNode; trace: (column: string) => void }) {
  const { node } = props;
  const known = node.kind === 'dataset' && node.contract && (node.status ?? 'active') !== 'unresolved';
  const answer = useResource(known ? `columns ${node.contract}` : undefined, (signal) =>
    getContract(node.contract ?? '', '', signal),
  );
  const [needle, setNeedle] = useState('');
  const [all, setAll] = useState(false);
  if (!known) return null;
  if (answer.error) return <p class="muted">The columns could not be read.</p>;
  if (!answer.data?.contract) return <p class="muted">Reading the columns</p>;
  const columns: { path: string; pii: boolean }[] = [];
  eachField(answer.data.contract, (field, path, dataset) => {
    if (dataset.name === node.table) columns.push({ path, pii: field.pii === true });
  });
  const found = columns.filter((column) => column.path.toLowerCase().includes(needle.toLowerCase()));
  const shown = all ? found : found.slice(0, columnsShown);
  return (
    <div class="panel-columns">
      <h3>{plural(columns.length, 'column')}</h3>
      {columns.length > columnsShown && (
        <input
          type="search"
          value={needle}
          placeholder="Find a column"
          aria-label="Find a column"
          onInput={(event) => setNeedle(event.currentTarget.value)}
        />
      )}
      <ul>
        {shown.map((column) => (
          <li key={column.path}>
            <button
              type="button"
              class="column-button"
              title={`Trace ${column.path}`}
              onClick={() => props.trace(fieldId(node.contract ?? '', node.table ?? '', column.path))}
            >
              <Icon name="column" />
              <span class="mono">{column.path}</span>
              {column.pii && <Badge tone="private">PII</Badge>}
            </button>
          </li>
        ))}
      </ul>
      {found.length > shown.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          {plural(found.length - shown.length, 'more column')}
        </button>
      )}
    </div>
  );
}

export function Panel(props: { node: LineageNode; graph: Graph; close: () => void; trace: (column: string) => void }) {
  const { node, graph } = props;
  const href = nodeHref(node);
  return (
    <aside class="lineage-panel panel" aria-label="Selected node">
      <div class="panel-head">
        <h2 class="breakable">{nodeName(node)}</h2>
        <button type="button" class="icon-button" title="Close (Esc)" onClick={props.close}>
          <Icon name="close" />
          <span class="sr">Close</span>
        </button>
      </div>
      <p>
        <Badge>{kindWord(node)}</Badge> <NodeStatus node={node} />
      </p>
      {node.status === 'unresolved' && (
        <p class="muted">
          A contract names <code class="breakable">{node.id}</code>, and nothing of that name has been registered. It
          will take its place here when it arrives.
        </p>
      )}
      {node.status === 'missing' && (
        <p class="muted">Its contract is known, and the latest version does not have it.</p>
      )}
      <dl class="facts narrow-facts">
        {node.title && (
          <div>
            <dt>Product</dt>
            <dd>{href ? <a href={href}>{node.title}</a> : node.title}</dd>
          </div>
        )}
        {node.domain && (
          <div>
            <dt>Domain</dt>
            <dd>{node.domain}</dd>
          </div>
        )}
        {node.owner && (
          <div>
            <dt>Owner</dt>
            <dd>{node.owner}</dd>
          </div>
        )}
        <div>
          <dt>Distance</dt>
          <dd>{hopWords(node.hop)}</dd>
        </div>
        <div>
          <dt>Neighbours</dt>
          <dd>
            {graph.upstream.get(node.id)?.length ?? 0} upstream, {graph.downstream.get(node.id)?.length ?? 0} downstream
          </dd>
        </div>
      </dl>
      {node.hop !== 0 && (
        <a class="button" href={lineageHref(node.id)}>
          <Icon name="graph" />
          Lineage from here
        </a>
      )}
      <Columns key={node.id} node={node} trace={props.trace} />
    </aside>
  );
}
