// The schema as rows of a tree grid: datasets on the first level, fields below, nested ones below those.
import type { Contract, Dataset, Field } from '../api/types';

export interface SchemaRow {
  key: string; // "<dataset>" or "<dataset>/<path>": also the value of ?col=
  level: number; // from 1
  position: number; // among its siblings, from 1
  siblings: number;
  dataset: Dataset;
  field: Field | undefined; // undefined: the dataset itself
  name: string;
  children: number;
  expanded: boolean;
}

export type Flag = 'pii' | 'key' | 'required';

// Members of a structure; an array's or map's own item is looked through, so that no empty level is shown.
export function membersOf(field: Field): Field[] {
  if (field.children?.length) return field.children;
  const inner = field.items?.[0] ?? field.map_value?.[0];
  return inner ? membersOf(inner) : [];
}

const pathOf = (field: Field, parent: string): string =>
  field.path ?? (parent ? `${parent}.${field.name ?? ''}` : (field.name ?? ''));

export function fieldName(field: Field): string {
  const suffix = field.items?.length ? '[]' : field.map_value?.length ? '{}' : '';
  return `${field.name ?? ''}${suffix}`;
}

const hasFlag: Record<Flag, (field: Field) => boolean> = {
  pii: (field) => field.pii === true,
  key: (field) => field.primary_key !== undefined || (field.references?.length ?? 0) > 0,
  required: (field) => field.required === true,
};

export interface SchemaView {
  expanded: ReadonlySet<string>; // keys of expanded fields; datasets are open unless in `closed`
  closed: ReadonlySet<string>;
  filter: string;
  flags: readonly Flag[];
}

function matches(field: Field, path: string, view: SchemaView): boolean {
  if (!view.flags.every((flag) => hasFlag[flag](field))) return false;
  const needle = view.filter.toLowerCase();
  if (needle === '') return true;
  const haystack = [
    path,
    field.title,
    field.business_name,
    field.description,
    field.physical_name,
    ...(field.tags ?? []),
  ];
  return haystack.some((text) => text?.toLowerCase().includes(needle));
}

const filtering = (view: SchemaView): boolean => view.filter !== '' || view.flags.length > 0;

// With a filter, rows that match and the way to them; without, what is expanded.
function fieldRows(
  dataset: Dataset,
  fields: readonly Field[],
  parent: string,
  level: number,
  view: SchemaView,
): SchemaRow[] {
  const blocks: { row: SchemaRow; below: SchemaRow[] }[] = [];
  for (const field of fields) {
    const path = pathOf(field, parent);
    const key = `${dataset.name}/${path}`;
    const members = membersOf(field);
    const expanded = filtering(view) || view.expanded.has(key);
    const below = expanded ? fieldRows(dataset, members, path, level + 1, view) : [];
    if (filtering(view) && below.length === 0 && !matches(field, path, view)) continue;
    const shown = filtering(view) ? below.length > 0 : expanded && members.length > 0;
    const row = {
      key,
      level,
      position: 0,
      siblings: 0,
      dataset,
      field,
      name: fieldName(field),
      children: members.length,
      expanded: shown,
    };
    blocks.push({ row, below });
  }
  blocks.forEach(({ row }, index) => {
    row.position = index + 1;
    row.siblings = blocks.length;
  });
  return blocks.flatMap(({ row, below }) => [row, ...below]);
}

export function schemaRows(contract: Contract, view: SchemaView): SchemaRow[] {
  const datasets = contract.datasets ?? [];
  const rows: SchemaRow[] = [];
  datasets.forEach((dataset, index) => {
    const open = filtering(view) || !view.closed.has(dataset.name);
    const below = fieldRows(dataset, dataset.fields ?? [], '', 2, view);
    if (filtering(view) && below.length === 0) return;
    rows.push({
      key: dataset.name,
      level: 1,
      position: index + 1,
      siblings: datasets.length,
      dataset,
      field: undefined,
      name: dataset.name,
      children: dataset.fields?.length ?? 0,
      expanded: open && below.length > 0,
    });
    if (open) rows.push(...below);
  });
  return rows;
}

export function eachField(contract: Contract, visit: (field: Field, path: string, dataset: Dataset) => void): void {
  const walk = (dataset: Dataset, fields: readonly Field[], parent: string) => {
    for (const field of fields) {
      const path = pathOf(field, parent);
      visit(field, path, dataset);
      walk(dataset, membersOf(field), path);
    }
  };
  for (const dataset of contract.datasets ?? []) walk(dataset, dataset.fields ?? [], '');
}

// Which row ?col= means: `<dataset>/<path>`, `<dataset>.<path>`, a path, or the first field of that name.
export function findColumn(contract: Contract, wanted: string): string | undefined {
  if (wanted === '') return undefined;
  let byPath: string | undefined;
  let byName: string | undefined;
  let exact: string | undefined;
  eachField(contract, (field, path, dataset) => {
    const key = `${dataset.name}/${path}`;
    if (wanted === key || wanted === `${dataset.name}.${path}`) exact ??= key;
    if (wanted === path) byPath ??= key;
    if (wanted === field.name) byName ??= key;
  });
  return exact ?? byPath ?? byName;
}

// The keys that must be expanded for `key` to be seen.
export function ancestorsOf(contract: Contract, key: string): string[] {
  const found: string[] = [];
  const walk = (dataset: Dataset, fields: readonly Field[], parent: string, trail: string[]) => {
    for (const field of fields) {
      const path = pathOf(field, parent);
      const here = `${dataset.name}/${path}`;
      if (here === key) found.push(...trail);
      walk(dataset, membersOf(field), path, [...trail, here]);
    }
  };
  for (const dataset of contract.datasets ?? []) walk(dataset, dataset.fields ?? [], '', []);
  return found;
}

// Everything that can be expanded.
export function nestedKeys(contract: Contract): Set<string> {
  const keys = new Set<string>();
  eachField(contract, (field, path, dataset) => {
    if (membersOf(field).length > 0) keys.add(`${dataset.name}/${path}`);
  });
  return keys;
}

export interface SchemaCounts {
  fields: number;
  pii: number;
  rules: number;
}

export function countSchema(contract: Contract): SchemaCounts {
  const counts = { fields: 0, pii: 0, rules: contract.quality?.length ?? 0 };
  for (const dataset of contract.datasets ?? []) counts.rules += dataset.quality?.length ?? 0;
  eachField(contract, (field) => {
    counts.fields += 1;
    counts.pii += field.pii ? 1 : 0;
    counts.rules += field.quality?.length ?? 0;
  });
  return counts;
}
