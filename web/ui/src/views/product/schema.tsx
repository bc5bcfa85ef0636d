// Schema tab: a tree grid of datasets and fields with keys, constraints in words, privacy and references.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Contract, Field } from '../../api/types';
import { Badge, Marked } from '../../components/basics';
import { Icon } from '../../components/icon';
import { Empty } from '../../components/states';
import { constraintWords, keyWords, referenceTarget, referenceWords, typeWords } from '../../model/field_words';
import { plural } from '../../model/format';
import { fieldId } from '../../model/node_id';
import { changed, lineageHref, productHref } from '../../model/route';
import {
  ancestorsOf,
  countSchema,
  type Flag,
  findColumn,
  nestedKeys,
  type SchemaRow,
  schemaRows,
} from '../../model/schema_rows';
import { announce } from '../../state/announce';
import { navigate, route } from '../../state/router';
import { ClassBadge } from './badges';

const rowsAtFirst = 120;
const rowsPerStep = 240;
const flagWords: [flag: Flag, word: string][] = [
  ['pii', 'Personal data'],
  ['key', 'Keys'],
  ['required', 'Required'],
];

const isFlag = (text: string): text is Flag => flagWords.some(([flag]) => flag === text);

function Rules(props: { field: Field }) {
  const { field } = props;
  const quality = field.quality?.length ?? 0;
  return (
    <div class="rule-words">
      {keyWords(field).map((word) => (
        <span key={word} class={word.startsWith('Primary') ? 'strong' : ''}>
          {word.startsWith('Primary') && <Icon name="key" />}
          {word}
        </span>
      ))}
      {field.references?.map((reference) => {
        const target = referenceTarget(reference);
        return (
          <span key={reference.text} class="breakable">
            refers to{' '}
            {target ? (
              <a href={productHref(target, { col: reference.path })}>{referenceWords(reference)}</a>
            ) : (
              <code>{referenceWords(reference)}</code>
            )}
          </span>
        );
      })}
      {constraintWords(field.constraints).map((word) => (
        <span key={word}>{word}</span>
      ))}
      {field.unit && <span>in {field.unit}</span>}
      {quality > 0 && <span>{plural(quality, 'quality rule')}</span>}
      {field.deprecated && (
        <Badge tone="warn" icon="alert">
          Deprecated{field.successor && `, use ${field.successor}`}
        </Badge>
      )}
    </div>
  );
}

function Privacy(props: { field: Field }) {
  const { field } = props;
  return (
    <>
      {field.pii && (
        <Badge tone="private" icon="person" title="Personally identifiable information">
          PII
        </Badge>
      )}{' '}
      <ClassBadge classification={field.classification} />
      {field.encrypted_name && <span class="muted small">encrypted as {field.encrypted_name}</span>}
    </>
  );
}

function Description(props: { field: Field; filter: string }) {
  const { field } = props;
  const title = field.business_name || field.title;
  const example = field.examples?.[0];
  return (
    <>
      {title && title !== field.name && <strong class="block">{title}</strong>}
      <Found text={field.description ?? ''} needle={props.filter} />
      {example !== undefined && (
        <span class="muted small block">
          e.g. <code>{typeof example === 'string' ? example : JSON.stringify(example)}</code>
        </span>
      )}
    </>
  );
}

function Found(props: { text: string; needle: string }) {
  const at = props.needle ? props.text.toLowerCase().indexOf(props.needle.toLowerCase()) : -1;
  if (at < 0) return <>{props.text}</>;
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  const found = props.text.slice(at, at + props.needle.length);
  return <Marked text={props.text} matches={[[bytes(props.text.slice(0, at)), bytes(found)]]} />;
}

interface RowProps {
  id: string;
  row: SchemaRow;
  filter: string;
  selected: boolean;
  tabbable: boolean;
  toggle: (row: SchemaRow) => void;
}

function NameCell(props: RowProps) {
  const { row } = props;
  return (
    <td role="gridcell" class="schema-name" style={{ paddingLeft: `${(row.level - 1) * 20 + 12}px` }}>
      {row.children > 0 ? (
        <button
          type="button"
          class="twist"
          tabIndex={-1}
          aria-label={`${row.expanded ? 'Collapse' : 'Expand'} ${row.name}`}
          onClick={() => props.toggle(row)}
        >
          <Icon name={row.expanded ? 'down' : 'right'} />
        </button>
      ) : (
        <span class="twist" />
      )}
      <span class="mono">
        <Found text={row.name} needle={props.filter} />
      </span>
    </td>
  );
}

function DatasetCells(props: { row: SchemaRow }) {
  const { dataset } = props.row;
  return (
    <td role="gridcell" colSpan={5}>
      <span class="muted">
        {[dataset.kind, dataset.physical_name, plural(props.row.children, 'field')].filter(Boolean).join(' · ')}
      </span>{' '}
      {dataset.description}
      {dataset.granularity && <span class="muted"> ({dataset.granularity})</span>}
    </td>
  );
}

const traceHref = (id: string, row: SchemaRow): string =>
  lineageHref(id, { col: fieldId(id, row.dataset.name, row.key.slice(row.dataset.name.length + 1)) });

function FieldCells(props: RowProps & { field: Field }) {
  const { field } = props;
  return (
    <>
      <td role="gridcell">
        <span class="mono small">{typeWords(field)}</span>
        {field.physical_type && <span class="muted small block mono">{field.physical_type}</span>}
      </td>
      <td role="gridcell">
        <Rules field={field} />
      </td>
      <td role="gridcell">
        <Privacy field={field} />
      </td>
      <td role="gridcell">
        <Description field={field} filter={props.filter} />
      </td>
      <td role="gridcell" class="trace-cell">
        <a
          class="trace"
          tabIndex={-1}
          href={traceHref(props.id, props.row)}
          title="Trace this column through the lineage"
        >
          <Icon name="graph" />
          <span class="sr">Trace {props.row.name}</span>
        </a>
      </td>
    </>
  );
}

function Row(props: RowProps) {
  const { row } = props;
  const classes = [row.field ? 'field-row' : 'dataset-row', props.selected ? 'selected' : ''].join(' ');
  return (
    <tr
      role="row"
      class={classes}
      data-key={row.key}
      tabIndex={props.tabbable ? 0 : -1}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.children > 0 ? row.expanded : undefined}
      aria-selected={props.selected}
    >
      <NameCell {...props} />
      {row.field ? <FieldCells {...props} field={row.field} /> : <DatasetCells row={row} />}
    </tr>
  );
}

function toggledSet(set: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}

// Keys of a tree grid: up and down between rows, right opens, left closes or goes to the parent, Enter selects, t traces.
function onGridKey(event: KeyboardEvent, rows: SchemaRow[], id: string, toggle: (row: SchemaRow) => void): void {
  const element = (event.target as Element).closest<HTMLElement>('tr[data-key]');
  const at = rows.findIndex((row) => row.key === element?.dataset.key);
  const row = rows[at];
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const focusRow = (index: number) => {
    const target = rows[index];
    if (target) document.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(target.key)}"]`)?.focus();
  };
  const parent = () => rows.findLastIndex((other, index) => index < at && other.level < row.level);
  if (event.key === 'ArrowDown') focusRow(at + 1);
  else if (event.key === 'ArrowUp') focusRow(at - 1);
  else if (event.key === 'Home') focusRow(0);
  else if (event.key === 'End') focusRow(rows.length - 1);
  else if (event.key === 'ArrowRight' && row.children > 0 && !row.expanded) toggle(row);
  else if (event.key === 'ArrowLeft' && row.expanded) toggle(row);
  else if (event.key === 'ArrowLeft') focusRow(parent());
  else if (event.key === 't' && row.field) navigate(traceHref(id, row));
  else if (event.key === 'Enter' && event.target === element) {
    navigate(changed(route.value, { col: row.field ? row.key : undefined }), { replace: true });
  } else return;
  event.preventDefault();
}

function useRowWindow(total: number, atLeast: number) {
  const [shown, setShown] = useState(rowsAtFirst);
  const sentinel = useRef<HTMLDivElement>(null);
  const count = Math.min(total, Math.max(shown, atLeast));
  useEffect(() => {
    const element = sentinel.current;
    if (!element || count >= total) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setShown(count + rowsPerStep);
      },
      { rootMargin: '800px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [count, total]);
  useEffect(() => {
    const all = () => setShown(Number.MAX_SAFE_INTEGER);
    addEventListener('beforeprint', all);
    return () => removeEventListener('beforeprint', all);
  }, []);
  return { count, sentinel };
}

function Toolbar(props: { contract: Contract; filter: string; flags: Flag[]; shown: number; expandAll: () => void }) {
  const counts = countSchema(props.contract);
  const setFlag = (flag: Flag) => {
    const flags = props.flags.includes(flag) ? props.flags.filter((other) => other !== flag) : [...props.flags, flag];
    navigate(changed(route.value, { flags: flags.join(',') }), { replace: true });
  };
  return (
    <div class="toolbar">
      <input
        type="search"
        value={props.filter}
        placeholder="Filter fields"
        aria-label="Filter fields by name, description or tag"
        onInput={(event) => navigate(changed(route.value, { f: event.currentTarget.value }), { replace: true })}
      />
      {flagWords.map(([flag, word]) => (
        <button
          key={flag}
          type="button"
          class="flag"
          aria-pressed={props.flags.includes(flag)}
          onClick={() => setFlag(flag)}
        >
          {word}
        </button>
      ))}
      <button type="button" onClick={props.expandAll}>
        Expand all
      </button>
      <span class="muted toolbar-end">
        {props.filter || props.flags.length > 0
          ? `${plural(props.shown, 'row')} of ${plural(counts.fields, 'field')}`
          : plural(counts.fields, 'field')}
      </span>
    </div>
  );
}

export function Schema(props: { id: string; contract: Contract }) {
  const { contract } = props;
  const query = route.value.query;
  const filter = query.get('f') ?? '';
  const flags = (query.get('flags') ?? '').split(',').filter(isFlag);
  const selected = useMemo(() => findColumn(contract, query.get('col') ?? ''), [contract, query.get('col')]);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const open = useMemo(
    () => new Set([...expanded, ...(selected ? ancestorsOf(contract, selected) : [])]),
    [contract, expanded, selected],
  );
  const rows = useMemo(
    () => schemaRows(contract, { expanded: open, closed, filter, flags }),
    [contract, open, closed, filter, flags.join()],
  );
  const selectedAt = rows.findIndex((row) => row.key === selected);
  const { count, sentinel } = useRowWindow(rows.length, selectedAt + 40);

  useEffect(() => {
    if (!selected) return;
    const element = document.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(selected)}"]`);
    element?.scrollIntoView({ block: 'center' });
    element?.focus({ preventScroll: true });
  }, [selected]);

  const toggle = (row: SchemaRow) => {
    if (row.field) setExpanded(toggledSet(open, row.key));
    else setClosed(toggledSet(closed, row.key));
    announce(`${row.name} ${row.expanded ? 'collapsed' : 'expanded'}`);
  };
  const expandAll = () => {
    setExpanded(nestedKeys(contract));
    setClosed(new Set());
  };

  if (!contract.datasets?.length) {
    return (
      <Empty title="No schema">
        <p>
          This{' '}
          {contract.kind === 'product'
            ? 'product has no schema of its own: its ports name contracts'
            : 'contract describes no table'}
          .
        </p>
      </Empty>
    );
  }
  return (
    <>
      <Toolbar contract={contract} filter={filter} flags={flags} shown={rows.length} expandAll={expandAll} />
      {rows.length === 0 && <p class="note">No field matches this filter.</p>}
      <div class="table-box">
        <table
          class="schema"
          role="treegrid"
          aria-label={`Schema of ${contract.title || contract.id}`}
          aria-rowcount={rows.length}
          onKeyDown={(event) => onGridKey(event, rows, props.id, toggle)}
        >
          <thead>
            <tr role="row">
              {['Field', 'Type', 'Keys and rules', 'Privacy', 'Description'].map((title) => (
                <th key={title} role="columnheader" scope="col">
                  {title}
                </th>
              ))}
              <th role="columnheader" scope="col">
                <span class="sr">Lineage</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, count).map((row, index) => (
              <Row
                key={row.key}
                id={props.id}
                row={row}
                filter={filter}
                selected={row.key === selected}
                tabbable={selectedAt >= 0 ? row.key === selected : index === 0}
                toggle={toggle}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div ref={sentinel} />
    </>
  );
}
