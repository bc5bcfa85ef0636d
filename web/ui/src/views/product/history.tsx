// History tab: every version that was registered, newest first, and what the authors wrote about them.
import { versions } from '../../api/client';
import type { Contract, ContractAnswer } from '../../api/types';
import { Badge, TimeAgo } from '../../components/basics';
import { ErrorNote, Skeleton } from '../../components/states';
import { plural } from '../../model/format';
import { productHref } from '../../model/route';
import { useResource } from '../../state/resource';
import { StatusBadge } from './badges';

export function History(props: { answer: ContractAnswer; contract: Contract }) {
  const { answer } = props;
  const list = useResource(`versions ${answer.id} ${answer.seq}`, (signal) => versions(answer.id, signal));
  const written = new Map((props.contract.history ?? []).map((entry) => [entry.version, entry]));
  if (list.error) return <ErrorNote error={list.error} what="The history could not be read" retry={list.retry} />;
  if (!list.data) return <Skeleton rows={4} height={44} slow={list.slow} label="Loading the history" />;
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="Versions">
      <table>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Status</th>
            <th scope="col">Registered</th>
            <th scope="col">By</th>
            <th scope="col">What changed, in the author's words</th>
            <th scope="col">Content</th>
          </tr>
        </thead>
        <tbody>
          {list.data.map((item) => (
            <tr key={item.version}>
              <th scope="row" class="version">
                <a href={productHref(answer.id, { v: item.version })}>{item.version}</a>{' '}
                {item.version === answer.latest && <Badge tone="accent">latest</Badge>}
              </th>
              <td>{item.erased ? <Badge tone="bad">Erased</Badge> : <StatusBadge status={item.status ?? ''} />}</td>
              <td class="nowrap">
                <TimeAgo time={item.time} />
              </td>
              <td>{item.actor}</td>
              <td>{written.get(item.version)?.changes ?? <span class="muted">nothing noted</span>}</td>
              <td class="nowrap">
                <code title={item.sha256}>{item.sha256?.slice(0, 10)}</code>
                {(item.revisions ?? 1) > 1 && <span class="muted"> {plural(item.revisions ?? 1, 'revision')}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
