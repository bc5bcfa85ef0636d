// Constraints and keys of a field in words a person reads; no tooltip is needed to understand them.
import type { Constraints, Field, LogicalType, Reference } from '../api/types';
import { grouped, shortName } from './format';

const enumShown = 4;

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function between(low: number | string | undefined, high: number | string | undefined, unit: string): string[] {
  if (low === undefined && high === undefined) return [];
  if (low === high) return [`exactly ${low}${unit}`];
  if (high === undefined) return [`at least ${low}${unit}`];
  if (low === undefined) return [`at most ${high}${unit}`];
  return [`${low} to ${high}${unit}`];
}

function enumWords(values: readonly unknown[] | undefined): string[] {
  if (!values || values.length === 0) return [];
  const shown = values.slice(0, enumShown).map(plain).join(', ');
  const more = values.length > enumShown ? ` and ${grouped(values.length - enumShown)} more` : '';
  return [`one of ${shown}${more}`];
}

export function constraintWords(constraints: Constraints | undefined): string[] {
  const c = constraints ?? {};
  const words = [
    ...between(c.minimum, c.maximum, ''),
    ...(c.exclusive_minimum ? [`more than ${c.exclusive_minimum}`] : []),
    ...(c.exclusive_maximum ? [`less than ${c.exclusive_maximum}`] : []),
    ...(c.multiple_of ? [`multiple of ${c.multiple_of}`] : []),
    ...between(c.min_length, c.max_length, ' characters'),
    ...between(c.min_items, c.max_items, ' items'),
    ...between(c.min_properties, c.max_properties, ' members'),
    ...(c.unique_items ? ['no repeated items'] : []),
    ...(c.format ? [`format ${c.format}`] : []),
    ...(c.pattern ? [`matches ${c.pattern}`] : []),
    ...enumWords(c.enum_values),
  ];
  return words;
}

export function keyWords(field: Field): string[] {
  const words: string[] = [];
  if (field.primary_key !== undefined) {
    words.push(field.primary_key > 1 ? `Primary key, part ${field.primary_key}` : 'Primary key');
  }
  if (field.required) words.push('required');
  if (field.unique && field.primary_key === undefined) words.push('unique');
  if (field.partition !== undefined) words.push('partition');
  return words;
}

function sized(type: LogicalType): string {
  if (type.kind === 'decimal' && type.precision !== undefined) {
    return `decimal(${type.precision}${type.scale === undefined ? '' : `,${type.scale}`})`;
  }
  return type.kind ?? '';
}

// What stands in the Type column: the author's own word, else the normalised one; `array of …` looks into its items.
export function typeWords(field: Field): string {
  const type = field.type ?? {};
  const item = field.items?.[0];
  if (item) return `array of ${typeWords(item) || 'anything'}`;
  const key = field.map_key?.[0];
  const value = field.map_value?.[0];
  if (key || value)
    return `map of ${(key && typeWords(key)) || 'string'} to ${(value && typeWords(value)) || 'anything'}`;
  if (type.kind === undefined || type.kind === 'unknown') return type.raw || field.physical_type || 'not told';
  return sized(type);
}

export function referenceWords(reference: Reference): string {
  const parts = [reference.contract && shortName(reference.contract), reference.table, reference.path];
  return parts.filter(Boolean).join(' . ').replaceAll(' . ', '.') || reference.text;
}

export const referenceTarget = (reference: Reference): string | undefined => reference.contract || undefined;
