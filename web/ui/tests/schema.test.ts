// Goal: a contract's schema reads right in rows and words. Method: one nested contract, one question per test.
import { describe, expect, test } from 'vitest';
import type { Contract, Field } from '../src/api/types';
import { constraintWords, keyWords, typeWords } from '../src/model/field_words';
import { timeAgo } from '../src/model/format';
import { datasetId, fieldId } from '../src/model/node_id';
import {
  ancestorsOf,
  countSchema,
  findColumn,
  nestedKeys,
  type SchemaView,
  schemaRows,
} from '../src/model/schema_rows';
import { durationWords, slaName, slaValue } from '../src/model/sla_words';

const contract: Contract = {
  id: 'c',
  datasets: [
    {
      name: 't',
      fields: [
        { name: 'id', path: 'id', primary_key: 1, required: true, type: { kind: 'string' } },
        {
          name: 'address',
          path: 'address',
          pii: true,
          type: { kind: 'object' },
          children: [
            { name: 'city', path: 'address.city', type: { kind: 'string' } },
            {
              name: 'geo',
              path: 'address.geo',
              children: [{ name: 'lat', path: 'address.geo.lat', description: 'Latitude' }],
            },
          ],
        },
        {
          name: 'lines',
          path: 'lines',
          type: { kind: 'array' },
          items: [
            {
              name: '',
              path: 'lines[]',
              type: { kind: 'object' },
              children: [{ name: 'sku', path: 'lines[].sku', pii: true }],
            },
          ],
        },
      ],
    },
    { name: 'u', fields: [{ name: 'id', path: 'id' }] },
  ],
};
const view = (more: Partial<SchemaView> = {}): SchemaView => ({
  expanded: new Set(),
  closed: new Set(),
  filter: '',
  flags: [],
  ...more,
});
const keys = (more: Partial<SchemaView> = {}) => schemaRows(contract, view(more)).map((row) => row.key);

describe('schema rows', () => {
  test('datasets are open, nested fields are closed', () => {
    expect(keys()).toEqual(['t', 't/id', 't/address', 't/lines', 'u', 'u/id']);
  });
  test('a field opens, an array shows the members of its items', () => {
    expect(keys({ expanded: new Set(['t/lines']) })).toContain('t/lines[].sku');
  });
  test('a filter finds nested fields and keeps the way to them', () => {
    expect(keys({ filter: 'latitude' })).toEqual(['t', 't/address', 't/address.geo', 't/address.geo.lat']);
    expect(keys({ filter: 'nothing like it' })).toEqual([]);
  });
  test('flags narrow to what has them', () => {
    expect(keys({ flags: ['pii'] })).toEqual(['t', 't/address', 't/lines', 't/lines[].sku']);
    expect(keys({ flags: ['key'] })).toEqual(['t', 't/id']);
  });
  test('positions count siblings, levels count from one', () => {
    const row = schemaRows(contract, view()).find(({ key }) => key === 't/address');
    expect(row).toMatchObject({ level: 2, position: 2, siblings: 3, expanded: false, children: 2 });
  });
  test.each([
    ['t/address.city', 't/address.city'],
    ['t.address.city', 't/address.city'],
    ['address.city', 't/address.city'],
    ['city', 't/address.city'],
    ['u/id', 'u/id'],
    ['id', 't/id'],
    ['none', undefined],
    ['', undefined],
  ])('?col=%s finds %s', (wanted, key) => {
    expect(findColumn(contract, wanted)).toBe(key);
  });
  test('what must open for a nested field to be seen', () => {
    expect(ancestorsOf(contract, 't/address.geo.lat')).toEqual(['t/address', 't/address.geo']);
  });
  test('everything that can open, and the counts', () => {
    expect([...nestedKeys(contract)]).toEqual(['t/address', 't/address.geo', 't/lines']);
    expect(countSchema(contract)).toEqual({ fields: 8, pii: 2, rules: 0 });
  });
});

describe('words', () => {
  test.each<[Field['constraints'], string[]]>([
    [undefined, []],
    [{ minimum: '0' }, ['at least 0']],
    [{ minimum: '-90', maximum: '90' }, ['-90 to 90']],
    [{ min_length: 2, max_length: 2 }, ['exactly 2 characters']],
    [{ max_items: 5, unique_items: true }, ['at most 5 items', 'no repeated items']],
    [{ exclusive_minimum: '0', multiple_of: '0.01' }, ['more than 0', 'multiple of 0.01']],
    [{ pattern: '^[A-Z]{2}$', format: 'email' }, ['format email', 'matches ^[A-Z]{2}$']],
    [{ enum_values: ['a', 1, null, true, 'e', 'f'] }, ['one of a, 1, null, true and 2 more']],
  ])('%j', (constraints, words) => {
    expect(constraintWords(constraints)).toEqual(words);
  });

  test.each<[Field, string[]]>([
    [{ primary_key: 1, required: true, unique: true }, ['Primary key', 'required']],
    [{ primary_key: 2 }, ['Primary key, part 2']],
    [{ unique: true, partition: 1 }, ['unique', 'partition']],
  ])('keys of %j', (field, words) => {
    expect(keyWords(field)).toEqual(words);
  });

  test.each<[Field, string]>([
    [{ type: { kind: 'decimal', precision: 12, scale: 2 } }, 'decimal(12,2)'],
    [{ type: { kind: 'unknown', raw: 'geometry' } }, 'geometry'],
    [{ items: [{ type: { kind: 'string' } }] }, 'array of string'],
    [{ map_key: [{ type: { kind: 'string' } }], map_value: [{ type: { kind: 'int64' } }] }, 'map of string to int64'],
    [{ physical_type: 'VARCHAR' }, 'VARCHAR'],
    [{}, 'not told'],
  ])('type of %j is %s', (field, words) => {
    expect(typeWords(field)).toBe(words);
  });

  test.each([
    ['P7Y', '7 years'],
    ['PT25H', '25 hours'],
    ['P1DT12H', '1 day 12 hours'],
    ['2h', '2 hours'],
    ['1 day', '1 day'],
    ['99 problems', '99 problems'],
    ['daily', 'daily'],
    ['P', 'P'],
  ])('%s is %s', (text, words) => {
    expect(durationWords(text)).toBe(words);
  });

  test('service levels', () => {
    expect(slaValue({ property: 'freshness', value: '24', unit: 'h' })).toBe('24 hours');
    expect(slaValue({ property: 'availability', value: '99.5%' })).toBe('99.5%');
    expect(slaName({ property: 'generalAvailability' })).toBe('General availability');
  });

  test('node ids encode what would split them', () => {
    expect(datasetId('a/b', 'x%')).toBe('a%2Fb/x%25');
    expect(fieldId('c', 't', 'a.b')).toBe('c/t/a.b');
  });

  test('times are relative to now', () => {
    const now = new Date('2026-03-01T12:00:00Z');
    expect(timeAgo(new Date('2026-03-01T11:59:30Z'), now)).toMatch(/30 seconds ago/);
    expect(timeAgo(new Date('2026-02-27T12:00:00Z'), now)).toMatch(/2 days ago/);
  });
});
