// Goal: byte offsets of the API become marked text, whatever the script. Method: mark, then write marks as [..].
import { describe, expect, test } from 'vitest';
import type { ByteRange } from '../src/api/types';
import { markParts } from '../src/model/marks';

const shown = (text: string, ranges: ByteRange[] | undefined): string =>
  markParts(text, ranges)
    .map((part) => (part.marked ? `[${part.text}]` : part.text))
    .join('');

const utf8 = (text: string): number => new TextEncoder().encode(text).length;

describe('marks', () => {
  test.each<[string, string, ByteRange[] | undefined, string]>([
    ['no ranges', 'customer_id', undefined, 'customer_id'],
    ['an empty text', '', [[0, 3]], ''],
    ['ASCII', 'customer_id', [[0, 8]], '[customer]_id'],
    [
      'two ranges',
      'customer_id',
      [
        [0, 8],
        [9, 2],
      ],
      '[customer]_[id]',
    ],
    ['after two-byte characters', 'Größe kunde', [[utf8('Größe '), 5]], 'Größe [kunde]'],
    ['after three-byte characters', '顧客 id', [[utf8('顧客 '), 2]], '顧客 [id]'],
    ['after four-byte characters', '😀 id', [[5, 2]], '😀 [id]'],
    ['a range that cuts a character covers it', 'aöb', [[2, 1]], 'a[ö]b'],
    [
      'unsorted ranges',
      'abcdef',
      [
        [4, 1],
        [0, 1],
      ],
      '[a]bcd[e]f',
    ],
    [
      'overlapping ranges',
      'abcdef',
      [
        [0, 3],
        [2, 2],
      ],
      '[abcd]ef',
    ],
    [
      'neighbouring ranges',
      'abcdef',
      [
        [0, 2],
        [2, 2],
      ],
      '[abcd]ef',
    ],
    ['beyond the end', 'abc', [[1, 99]], 'a[bc]'],
    ['wholly outside', 'abc', [[50, 2]], 'abc'],
    [
      'empty and negative ranges',
      'abc',
      [
        [1, 0],
        [-2, 1],
      ],
      'abc',
    ],
  ])('%s', (_, text, ranges, expected) => {
    expect(shown(text, ranges)).toBe(expected);
  });

  test('nothing is lost or repeated, wherever ranges fall', () => {
    const text = 'Straße, 顧客, 😀 und é';
    for (let offset = 0; offset < utf8(text); offset += 1) {
      for (const length of [1, 2, 5, 40]) {
        expect(
          markParts(text, [[offset, length]])
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }
    }
  });
});
