// What the keys do, and what the search box understands. Native dialog: focus is trapped and given back by the browser.
import { useEffect, useRef, useState } from 'preact/hooks';
import { whoami } from '../api/client';
import { shortcutsOn } from '../state/preferences';
import { useResource } from '../state/resource';
import { bind } from '../state/shortcuts';
import { Icon } from './icon';

const keys: [key: string, does: string][] = [
  ['/ or Ctrl K', 'go to the search box'],
  ['?', 'this help'],
  ['g h', 'home'],
  ['g s', 'search'],
  ['j  k', 'next, previous result'],
  ['Enter', 'open'],
  ['y', 'copy the link of this page'],
  ['Esc', 'close, or leave the search box'],
];
const lineageKeys: [key: string, does: string][] = [
  ['← →', 'walk upstream, downstream'],
  ['↑ ↓', 'walk within a layer'],
  ['Home', 'back to the start'],
  ['+  −  f', 'zoom in, out, fit'],
  ['x', 'show the hidden neighbours'],
];
const schemaKeys: [key: string, does: string][] = [
  ['↑ ↓', 'previous, next row'],
  ['→ ←', 'open, close; ← also goes to the parent'],
  ['t', 'trace the column through the lineage'],
];
const fields: [query: string, finds: string][] = [
  ['customer_id', 'also customerId, CustomerID, customer-id'],
  ['domain:orders', 'one domain; owner:, tag:, status:, platform: likewise'],
  ['column:email', 'products with such a column'],
  ['pii:true', 'products with personal data'],
];

function Rows(props: { rows: [string, string][] }) {
  return (
    <dl class="keys">
      {props.rows.map(([term, text]) => (
        <div key={term}>
          <dt>
            <kbd>{term}</kbd>
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

// Who the server takes this browser for. A local server without tokens has no logins, and nothing to log out of.
function Who() {
  const who = useResource('whoami', (signal) => whoami(signal));
  if (!who.data || who.data.name === 'local') return null;
  return (
    <form method="post" action="/logout">
      <span>
        You are <strong>{who.data.name}</strong> ({who.data.role})
      </span>
      <button type="submit">Log out</button>
    </form>
  );
}

export function HelpButton() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [opened, setOpened] = useState(false);
  const open = () => {
    setOpened(true);
    dialog.current?.showModal();
  };
  useEffect(() => bind({ '?': open }), []);
  return (
    <>
      <button type="button" class="icon-button" title="Help and shortcuts (?)" onClick={open}>
        <Icon name="help" />
        <span class="sr">Help and shortcuts</span>
      </button>
      <dialog ref={dialog} class="help" aria-labelledby="help-title" closedby="any">
        <form method="dialog">
          <h2 id="help-title">Help</h2>
          <button type="submit" class="icon-button" title="Close">
            <Icon name="close" />
            <span class="sr">Close</span>
          </button>
        </form>
        <h3>Search understands</h3>
        <Rows rows={fields} />
        <h3>Keys</h3>
        <Rows rows={keys} />
        <h3>In a schema</h3>
        <Rows rows={schemaKeys} />
        <h3>In the lineage picture</h3>
        <Rows rows={lineageKeys} />
        <label class="check">
          <input
            type="checkbox"
            checked={shortcutsOn.value}
            onChange={(event) => {
              shortcutsOn.value = event.currentTarget.checked;
            }}
          />
          Single-key shortcuts are on
        </label>
        <p>
          Programs ask the same questions: <a href="/docs">API reference</a>.
        </p>
        {opened && <Who />}
      </dialog>
    </>
  );
}
