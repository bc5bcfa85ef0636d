// What a contract promises, in words. Whether it is kept is another question, and unknown without evidence.
import type { Sla } from '../api/types';
import { capitalised } from './format';

const units: Record<string, string> = {
  d: 'day',
  day: 'day',
  days: 'day',
  h: 'hour',
  hr: 'hour',
  hour: 'hour',
  hours: 'hour',
  m: 'minute',
  min: 'minute',
  minute: 'minute',
  minutes: 'minute',
  s: 'second',
  sec: 'second',
  y: 'year',
  yr: 'year',
  year: 'year',
  years: 'year',
  w: 'week',
  week: 'week',
  weeks: 'week',
  month: 'month',
  months: 'month',
};

const isoParts: [letter: string, unit: string][] = [
  ['Y', 'year'],
  ['M', 'month'],
  ['W', 'week'],
  ['D', 'day'],
];
const isoTimeParts: [letter: string, unit: string][] = [
  ['H', 'hour'],
  ['M', 'minute'],
  ['S', 'second'],
];

const counted = (amount: string, unit: string): string => `${amount} ${unit}${amount === '1' ? '' : 's'}`;

function isoWords(text: string, parts: readonly [string, string][]): string[] {
  return parts.flatMap(([letter, unit]) => {
    const amount = new RegExp(`(\\d+(?:\\.\\d+)?)${letter}`).exec(text)?.[1];
    return amount ? [counted(amount, unit)] : [];
  });
}

// "P7Y" -> "7 years", "PT25H" -> "25 hours", "2h" -> "2 hours"; anything else as it is written.
export function durationWords(text: string): string {
  const short = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]+)$/.exec(text.trim());
  const unit = units[short?.[2]?.toLowerCase() ?? ''];
  if (short?.[1] && unit) return counted(short[1], unit);
  const match = /^P([^T]*)(?:T(.*))?$/.exec(text);
  if (!match) return text;
  const words = [...isoWords(match[1] ?? '', isoParts), ...isoWords(match[2] ?? '', isoTimeParts)];
  return words.join(' ') || text;
}

export function slaValue(sla: Sla): string {
  const value = durationWords(sla.value ?? '');
  const unit = units[(sla.unit ?? '').toLowerCase()];
  const amount = unit && value ? counted(value, unit) : [value, sla.unit].filter(Boolean).join(' ');
  return sla.value_ext ? `${amount} to ${sla.value_ext}` : amount;
}

export const slaName = (sla: Sla): string =>
  capitalised(
    sla.property
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll('_', ' ')
      .toLowerCase(),
  );
