// Match offsets of the API count UTF-8 bytes; strings here count UTF-16 units.
import type { ByteRange } from '../api/types';

export interface Part {
  text: string;
  marked: boolean;
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

// Sorted, clamped and merged, so that a careless list of ranges cannot repeat or drop text.
function normalised(ranges: readonly ByteRange[]): [begin: number, end: number][] {
  const sorted = ranges
    .filter(([offset, length]) => offset >= 0 && length > 0)
    .map(([offset, length]): [number, number] => [offset, offset + length])
    .sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else merged.push(range);
  }
  return merged;
}

// The text cut into marked and plain parts. A range that begins or ends inside a character covers the whole character.
export function markParts(text: string, ranges: readonly ByteRange[] | undefined): Part[] {
  const wanted = normalised(ranges ?? []);
  const parts: Part[] = [];
  let byte = 0;
  let next = 0;
  for (const character of text) {
    const end = byte + utf8Length(character.codePointAt(0) ?? 0);
    while (next < wanted.length && (wanted[next]?.[1] ?? 0) <= byte) next += 1;
    const range = wanted[next];
    const marked = range !== undefined && range[0] < end && range[1] > byte;
    const last = parts.at(-1);
    if (last && last.marked === marked) last.text += character;
    else parts.push({ text: character, marked });
    byte = end;
  }
  return parts;
}
