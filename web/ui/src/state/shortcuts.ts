// Single-key shortcuts. They can be switched off, never fire while someone types, and `g` waits for a second key.
import { shortcutsOn } from './preferences';

export type Action = () => void;

const table = new Map<string, Action[]>();
let pending = '';
let pendingSince = 0;
const chordMs = 1200;

// The newest binding of a key wins; the returned function takes it away again.
export function bind(keys: Record<string, Action>): () => void {
  for (const [key, action] of Object.entries(keys)) table.set(key, [...(table.get(key) ?? []), action]);
  return () => {
    for (const [key, action] of Object.entries(keys)) {
      table.set(
        key,
        (table.get(key) ?? []).filter((other) => other !== action),
      );
    }
  };
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type));

function chordOf(key: string): string {
  const chord = pending && performance.now() - pendingSince < chordMs ? `${pending} ${key}` : key;
  pending = key === 'g' ? 'g' : '';
  pendingSince = performance.now();
  return chord;
}

export function startShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k';
    if (!command && (event.ctrlKey || event.metaKey || event.altKey)) return;
    if (!command && (!shortcutsOn.value || typing(event.target) || document.querySelector('dialog[open]'))) return;
    const action = table.get(command ? 'mod+k' : chordOf(event.key))?.at(-1);
    if (!action) return;
    event.preventDefault();
    action();
  });
}
