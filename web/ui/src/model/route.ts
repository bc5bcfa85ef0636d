// Which page a URL is. An id is one percent-encoded segment, split off before it is decoded.

export type Page = 'home' | 'search' | 'product' | 'lineage' | 'missing';

export interface Route {
  page: Page;
  id: string;
  path: string;
  query: URLSearchParams;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

export function parseRoute(pathname: string, search: string): Route {
  const query = new URLSearchParams(search);
  const make = (page: Page, id = ''): Route => ({ page, id, path: pathname, query });
  const segments = pathname.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  const [head, ...rest] = segments;
  if (head === undefined) return make('home');
  if (head === 'search' && rest.length === 0) return make('search');
  if ((head === 'p' || head === 'lineage') && rest.length === 1) {
    const id = decoded(rest[0] ?? '');
    if (id) return make(head === 'p' ? 'product' : 'lineage', id);
  }
  return make('missing');
}

const withQuery = (path: string, query: Record<string, string | undefined>): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) parameters.set(name, value);
  return parameters.size > 0 ? `${path}?${parameters}` : path;
};

export const productHref = (id: string, query: Record<string, string | undefined> = {}): string =>
  withQuery(`/p/${encodeURIComponent(id)}`, query);

export const lineageHref = (id: string, query: Record<string, string | undefined> = {}): string =>
  withQuery(`/lineage/${encodeURIComponent(id)}`, query);

// Where a search hit leads: consumers publish no contract, their place is in the lineage.
export const hitHref = (kind: string, id: string, query: Record<string, string | undefined> = {}): string =>
  kind === 'consumer' ? lineageHref(id) : productHref(id, query);

export const searchHref = (query: Record<string, string | undefined>): string => withQuery('/search', query);

// The same page with some parameters changed; undefined or '' removes one.
export function changed(route: Route, changes: Record<string, string | undefined>): string {
  const query = new URLSearchParams(route.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  return query.size > 0 ? `${route.path}?${query}` : route.path;
}
