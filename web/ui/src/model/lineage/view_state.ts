// What a lineage URL means.
import { type Opening, openingText, parseOpening } from './graph';

export type LineageView = 'graph' | 'table' | 'tree';
export type TableOrder = 'hop' | 'name' | 'domain' | 'owner';

export interface LineageState {
  view: LineageView | undefined; // undefined: what suits the screen
  up: number;
  down: number;
  col: string; // field id of the traced column
  sel: string;
  openings: Opening[];
  order: TableOrder;
  find: string;
  at: string; // where the picture looks; '' as it opens
}

export const depthMax = 50;

const views: readonly LineageView[] = ['graph', 'table', 'tree'];
const orders: readonly TableOrder[] = ['hop', 'name', 'domain', 'owner'];

function depth(text: string | null): number {
  const value = Number(text ?? '1');
  return Number.isInteger(value) && value >= 0 && value <= depthMax ? value : 1;
}

export function parseLineage(query: URLSearchParams): LineageState {
  return {
    view: views.find((view) => view === query.get('view')),
    up: depth(query.get('up')),
    down: depth(query.get('down')),
    col: query.get('col') ?? '',
    sel: query.get('sel') ?? '',
    openings: query.getAll('open').flatMap((text) => parseOpening(text) ?? []),
    order: orders.find((order) => order === query.get('by')) ?? 'hop',
    find: query.get('find') ?? '',
    at: query.get('at') ?? '',
  };
}

// Writes the state over a query, which keeps what other parts of the page put there (tab, v).
export function lineageQuery(state: LineageState, query: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(query);
  const set = (name: string, value: string) => (value ? next.set(name, value) : next.delete(name));
  set('view', state.view ?? '');
  set('up', state.up === 1 ? '' : String(state.up));
  set('down', state.down === 1 ? '' : String(state.down));
  set('col', state.col);
  set('sel', state.sel);
  set('by', state.order === 'hop' ? '' : state.order);
  set('find', state.find);
  set('at', state.at);
  next.delete('open');
  for (const opening of state.openings) next.append('open', openingText(opening));
  return next;
}

// Opening the same side again asks for all of it.
export function withOpening(state: LineageState, opening: Opening): LineageState {
  const same = (other: Opening) => other.id === opening.id && other.side === opening.side;
  const again = state.openings.some(same);
  const others = state.openings.filter((other) => !same(other));
  return { ...state, openings: [...others, { ...opening, all: opening.all || again }] };
}
