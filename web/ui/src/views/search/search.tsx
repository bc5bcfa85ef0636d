// Search: facets left, results right. The URL holds everything; the old results stay until the new ones are there.
import { useEffect } from 'preact/hooks';
import { search } from '../../api/client';
import type { SearchAnswer } from '../../api/types';
import { Icon } from '../../components/icon';
import { ErrorNote, Skeleton } from '../../components/states';
import { grouped, plural } from '../../model/format';
import {
  activeFacets,
  apiParameters,
  type FacetName,
  filterWords,
  pageMax,
  pageSize,
  parseSearch,
  type SearchState,
  type Sort,
  searchUrl,
  sorts,
  withFilter,
} from '../../model/search_state';
import { announce } from '../../state/announce';
import { useMedia } from '../../state/media';
import { useResource } from '../../state/resource';
import { navigate, route } from '../../state/router';
import { bind } from '../../state/shortcuts';
import { useTitle } from '../../state/title';
import { Card } from './card';
import { FacetSheet, Facets } from './facets';

const sortWords: Record<Sort, string> = { relevance: 'Best match', updated: 'Recently changed', name: 'Name' };

function Chips(props: { state: SearchState }) {
  const active = activeFacets(props.state);
  if (active.length === 0) return null;
  return (
    <ul class="chips" aria-label="Filters in use">
      {active.map((name) => (
        <li key={name}>
          <a class="chip" href={searchUrl(withFilter(props.state, name, []))} data-keep-scroll>
            {filterWords(name, props.state.filters[name])}
            <Icon name="close" />
            <span class="sr">, remove this filter</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

// How many results each filter hides, so that one can be dropped knowingly.
function useGains(state: SearchState, wanted: boolean): [name: FacetName, total: number][] {
  const names = activeFacets(state);
  const answer = useResource(wanted && names.length > 0 ? `gains ${searchUrl(state)}` : undefined, (signal) =>
    Promise.all(
      names.map(async (name): Promise<[FacetName, number]> => {
        const parameters = apiParameters(withFilter(state, name, []));
        parameters.set('limit', '1');
        parameters.set('facets', 'false');
        return [name, (await search(parameters, signal)).total];
      }),
    ),
  );
  return answer.data ?? [];
}

function NoResults(props: { state: SearchState; answer: SearchAnswer }) {
  const { state, answer } = props;
  const gains = useGains(state, true).filter(([, total]) => total > 0);
  return (
    <section class="note">
      <h2>Nothing found{state.q && ` for “${state.q}”`}</h2>
      {answer.did_you_mean && (
        <p>
          Did you mean <a href={searchUrl({ ...state, q: answer.did_you_mean, page: 1 })}>{answer.did_you_mean}</a>?
        </p>
      )}
      {gains.map(([name, total]) => (
        <p key={name}>
          <a href={searchUrl(withFilter(state, name, []))}>Without “{filterWords(name, state.filters[name])}”</a>:{' '}
          {plural(total, 'result')}
        </p>
      ))}
      <p class="muted">
        Fewer or shorter words find more.
        {!state.retired && (
          <>
            {' '}
            Retired products are left out:{' '}
            <a href={searchUrl({ ...state, page: 1, retired: true })}>look among them too</a>.
          </>
        )}
      </p>
    </section>
  );
}

function Pages(props: { state: SearchState; total: number }) {
  const { state } = props;
  const last = Math.min(pageMax, Math.ceil(props.total / pageSize));
  if (last <= 1) return null;
  return (
    <nav class="pages" aria-label="Pages">
      {state.page > 1 && (
        <a class="button" rel="prev" href={searchUrl({ ...state, page: state.page - 1 })}>
          Previous
        </a>
      )}
      <span class="muted">
        Page {grouped(state.page)} of {grouped(last)}
        {last === pageMax && '; filter to see the rest'}
      </span>
      {state.page < last && (
        <a class="button" rel="next" href={searchUrl({ ...state, page: state.page + 1 })}>
          Next
        </a>
      )}
    </nav>
  );
}

function moveFocus(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('.card-link')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = links[Math.min(links.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.closest('.card')?.scrollIntoView({ block: 'nearest' });
}

function Results(props: { state: SearchState; answer: SearchAnswer }) {
  const { state, answer } = props;
  if (answer.total === 0) return <NoResults state={state} answer={answer} />;
  return (
    <>
      {answer.did_you_mean && (
        <p class="did-you-mean">
          Did you mean <a href={searchUrl({ ...state, q: answer.did_you_mean, page: 1 })}>{answer.did_you_mean}</a>?
        </p>
      )}
      <ol class="cards">
        {answer.hits.map((hit) => (
          <Card key={hit.id} hit={hit} />
        ))}
      </ol>
      <Pages state={state} total={answer.total} />
    </>
  );
}

function SortPicker(props: { state: SearchState }) {
  return (
    <label class="sort">
      <span class="muted">Order</span>
      <select
        aria-label="Order of the results"
        value={props.state.sort}
        onChange={(event) =>
          navigate(searchUrl({ ...props.state, page: 1, sort: event.currentTarget.value as Sort }), {
            keepScroll: true,
          })
        }
      >
        {sorts.map((sort) => (
          <option key={sort} value={sort}>
            {sortWords[sort]}
          </option>
        ))}
      </select>
    </label>
  );
}

const resultWords = (answer: SearchAnswer, q: string): string =>
  q ? `${plural(answer.total, 'result')} for “${q}”` : plural(answer.total, 'entry', 'entries');

export default function Search() {
  const state = parseSearch(route.value.query);
  const parameters = apiParameters(state);
  const { data, error, loading, slow, retry } = useResource(
    parameters.toString(),
    (signal) => search(parameters, signal),
    { keep: true },
  );
  const small = useMedia('(max-width: 900px)');
  useTitle(state.q ? `${state.q} · Search` : 'Browse');
  useEffect(() => bind({ j: () => moveFocus(1), k: () => moveFocus(-1) }), []);
  useEffect(() => {
    if (data && !loading) announce(resultWords(data, state.q));
  }, [data, loading]);
  return (
    <div class="page search-page">
      {!small && (
        <aside aria-label="Filters">
          {data ? (
            <Facets state={state} facets={data.facets} />
          ) : (
            <Skeleton rows={3} height={180} label="Loading filters" />
          )}
        </aside>
      )}
      <div class="results" aria-busy={loading}>
        <div class="results-head">
          <h1>{data ? resultWords(data, state.q) : 'Searching'}</h1>
          {small && <FacetSheet state={state} answer={data} />}
          <SortPicker state={state} />
        </div>
        <Chips state={state} />
        {data?.behind && <p class="muted">The newest changes are still being indexed.</p>}
        {error && <ErrorNote error={error} what="The search failed" retry={retry} />}
        {data && <Results state={state} answer={data} />}
        {!data && loading && <Skeleton rows={6} height={118} slow={slow} label="Searching" />}
      </div>
    </div>
  );
}
