// What this browser remembers: theme, single-key shortcuts, recently viewed products. Works without storage.
import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

function read<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(`trama.${key}`);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(`trama.${key}`, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the choice lasts for this page.
  }
}

function stored<T>(key: string, fallback: T) {
  const value = signal<T>(read(key, fallback));
  let first = true;
  effect(() => {
    const now = value.value;
    if (!first) write(key, now);
    first = false;
  });
  return value;
}

export const theme = stored<Theme>('theme', 'auto');
export const shortcutsOn = stored('shortcuts', true);

export interface Visited {
  id: string;
  title: string;
  domain: string;
}

export const recentlyViewed = stored<Visited[]>('recent', []);

const recentMax = 6;

export function rememberVisit(visit: Visited): void {
  const others = recentlyViewed.value.filter((item) => item.id !== visit.id);
  recentlyViewed.value = [visit, ...others].slice(0, recentMax);
}

effect(() => {
  if (theme.value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
