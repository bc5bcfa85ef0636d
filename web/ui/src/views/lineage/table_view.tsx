// The lineage as a table: everything within the depth, also what the picture has no room for.
import { useMemo, useState } from 'preact/hooks';
import type { LineageNode } from '../../api/types';
import { Badge } from '../../components/basics';
import { Icon } from '../../components/icon';
import { plural } from '../../model/format';
import type { LineageData } from '../../model/lineage/lineage_data';
import { orderedRows, tableRows } from '../../model/lineage/rows';
import type { LineageState, TableOrder } from '../../model/lineage/view_state';
import { hopWords, kindWord, nodeName, statusWord } from '../../model/lineage/words';
import { productHref } from '../../model/route';

const rowsAtOnce = 200;

export function NodeStatus(props: { node: LineageNode }) {
  const word = statusWord(props.node);
  if (!word) return null;
  const unresolved = props.node.status === 'unresolved';
  return (
    <Badge tone={unresolved ? 'plain' : 'warn'} icon={unresolved ? 'question' : 'archive'}>
      {word}
    </Badge>
  );
}

export const nodeHref = (node: LineageNode): string | undefined =>
  node.contract && node.status !== 'unresolved' && node.kind !== 'consumer'
    ? productHref(node.contract, { col: node.kind === 'field' ? `${node.table}/${node.path}` : undefined })
    : undefined;

function NameCell(props: { node: LineageNode; dataset: string }) {
  const { node } = props;
  const href = nodeHref(node);
  const name = nodeName(node);
  return (
    <>
      {href ? (
        <a href={href} class="mono">
          {name}
        </a>
      ) : (
        <span class="mono">{name}</span>
      )}{' '}
      {props.dataset && <span class="muted">in {props.dataset}</span>} <NodeStatus node={node} />
      {node.kind !== 'dataset' && node.kind !== 'field' && <Badge>{kindWord(node)}</Badge>}
    </>
  );
}

const headings: [order: TableOrder | undefined, title: string][] = [
  ['hop', 'Steps'],
  ['name', 'Name'],
  [undefined, 'Relation'],
  [undefined, 'Product'],
  ['domain', 'Domain'],
  ['owner', 'Owner'],
];

export function TableView(props: { data: LineageData; state: LineageState; change: (state: LineageState) => void }) {
  const { data, state } = props;
  const [shown, setShown] = useState(rowsAtOnce);
  const all = useMemo(() => tableRows(data), [data]);
  const rows = useMemo(() => orderedRows(all, state.order, state.find), [all, state.order, state.find]);
  return (
    <>
      <div class="toolbar">
        <input
          type="search"
          value={state.find}
          placeholder="Filter rows"
          aria-label="Filter rows by name, product, domain or owner"
          onInput={(event) => props.change({ ...state, find: event.currentTarget.value })}
        />
        <span class="muted toolbar-end">{plural(rows.length, 'row')}</span>
      </div>
      <div class="table-box" tabIndex={0} role="region" aria-label="Lineage table">
        <table class="lineage-table">
          <thead>
            <tr>
              {headings.map(([order, title]) => (
                <th key={title} scope="col" aria-sort={order === state.order ? 'ascending' : undefined}>
                  {order ? (
                    <button type="button" class="sorter" onClick={() => props.change({ ...state, order })}>
                      {title}
                      {order === state.order && <Icon name="down" />}
                    </button>
                  ) : (
                    title
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map(({ node, dataset, via }) => (
              <tr key={node.id} class={node.hop === 0 ? 'selected' : ''} data-id={node.id}>
                <td class="nowrap">{hopWords(node.hop)}</td>
                <td>
                  <NameCell node={node} dataset={dataset} />
                </td>
                <td>
                  {via.slice(0, 3).join('; ')}
                  {via.length > 3 && ` and ${via.length - 3} more`}
                </td>
                <td>{node.title}</td>
                <td>{node.domain}</td>
                <td>{node.owner}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown && (
        <p class="more">
          <button type="button" onClick={() => setShown(shown + 5 * rowsAtOnce)}>
            Show more ({plural(rows.length - shown, 'row')} left)
          </button>
        </p>
      )}
    </>
  );
}
