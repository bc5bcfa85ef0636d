// What a search page's URL means: the query, the filters (OR inside a facet, AND between facets), order and page.

export const facetNames = ['domain', 'owner', 'tag', 'classification', 'platform', 'status'] as const;
export type FacetName = (typeof facetNames)[number];

export const sorts = ['relevance', 'updated', 'name'] as const;
export type Sort = (typeof sorts)[number];

export interface SearchState {
  q: string;
  filters: Record<FacetName, string[]>;
  sort: Sort;
  retired: boolean; // also what was retired
  page: number; // from 1
}

export const pageSize = 20;
// The server pages by offset up to here; further down nobody reads, they filter.
const offsetMax = 10_000;
export const pageMax = offsetMax / pageSize;

const oneOf = <T extends string>(values: readonly T[], text: string | null, fallback: T): T =>
  values.find((value) => value === text) ?? fallback;

// Unknown parameters and impossible values are ignored, not refused: links outlive versions.
export function parseSearch(query: URLSearchParams): SearchState {
  const filters = Object.fromEntries(
    facetNames.map((name) => [name, [...new Set(query.getAll(name).filter((value) => value !== ''))]]),
  ) as Record<FacetName, string[]>;
  const page = Number(query.get('page') ?? '1');
  const q = (query.get('q') ?? '').trim();
  return {
    q,
    filters,
    sort: oneOf(sorts, query.get('sort'), 'relevance'),
    retired: query.get('retired') === '1',
    page: Number.isInteger(page) && page >= 1 && page <= pageMax ? page : 1,
  };
}

export function searchUrl(state: SearchState): string {
  const query = new URLSearchParams();
  if (state.q) query.set('q', state.q);
  for (const name of facetNames) for (const value of state.filters[name]) query.append(name, value);
  if (state.sort !== 'relevance') query.set('sort', state.sort);
  if (state.retired) query.set('retired', '1');
  if (state.page > 1) query.set('page', String(state.page));
  return query.size > 0 ? `/search?${query}` : '/search';
}

export function apiParameters(state: SearchState): URLSearchParams {
  const query = new URLSearchParams();
  query.set('q', state.q);
  for (const name of facetNames) for (const value of state.filters[name]) query.append(name, value);
  query.set('facets', 'true');
  query.set('limit', String(pageSize));
  query.set('sort', state.sort);
  if (state.retired) query.set('retired', 'true');
  if (state.page > 1) query.set('offset', String((state.page - 1) * pageSize));
  return query;
}

// Any change of what is asked starts at the first page again.
export function withFilter(state: SearchState, name: FacetName, values: string[]): SearchState {
  return { ...state, page: 1, filters: { ...state.filters, [name]: values } };
}

export function toggled(state: SearchState, name: FacetName, value: string): SearchState {
  const now = state.filters[name];
  return withFilter(state, name, now.includes(value) ? now.filter((other) => other !== value) : [...now, value]);
}

export const activeFacets = (state: SearchState): FacetName[] =>
  facetNames.filter((name) => state.filters[name].length > 0);

export const filterCount = (state: SearchState): number =>
  facetNames.reduce((sum, name) => sum + state.filters[name].length, 0);

export const facetLabels: Record<FacetName, string> = {
  domain: 'Domain',
  owner: 'Owner',
  tag: 'Tag',
  classification: 'Classification',
  platform: 'Platform',
  status: 'Status',
};

// "Domain is orders or marketing"
export function filterWords(name: FacetName, values: readonly string[]): string {
  const list = values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
  return `${facetLabels[name]} is ${list}`;
}
