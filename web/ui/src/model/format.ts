// Numbers, times and names as people read them.

const numbers = new Intl.NumberFormat();
export const grouped = (value: number): string => numbers.format(value);

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const steps: [limit: number, seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60, 1, 'second'],
  [3600, 60, 'minute'],
  [86_400, 3600, 'hour'],
  [86_400 * 14, 86_400, 'day'],
  [86_400 * 60, 86_400 * 7, 'week'],
  [86_400 * 730, 86_400 * 30.44, 'month'],
  [Number.POSITIVE_INFINITY, 86_400 * 365.25, 'year'],
];

export function timeAgo(time: Date, now: Date): string {
  const seconds = (time.getTime() - now.getTime()) / 1000;
  const [, divisor, unit] = steps.find(([limit]) => Math.abs(seconds) < limit) ?? [0, 1, 'second' as const];
  return relative.format(Math.round(seconds / divisor), unit);
}

// The last part of an id: what a person calls the thing when it has no title.
export function shortName(id: string): string {
  const parts = id.split(/[:/]/).filter((part) => part !== '');
  return parts.at(-1) ?? id;
}

// "1.20.3" for a whole sentence would be read as a number; versions are shown with a v unless they have one.
export const versionText = (version: string): string => (/^\d/.test(version) ? `v${version}` : version);

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
