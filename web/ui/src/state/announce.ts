// One polite live region for the whole app: result counts, graph focus, copied links.
import { signal } from '@preact/signals';

export const announcement = signal('');

export function announce(text: string): void {
  // The same words twice in a row would not be read again.
  announcement.value = announcement.value === text ? `${text}\u00a0` : text;
}
