// Home: one question ("what are you looking for?"), then the domains, what changed, what this browser saw last.
import { search } from '../api/client';
import type { FacetValue, Hit, SearchAnswer } from '../api/types';
import { TimeAgo } from '../components/basics';
import { SearchBox } from '../components/search_box';
import { ErrorNote, Skeleton } from '../components/states';
import { grouped, plural, shortName } from '../model/format';
import { hitHref, productHref, searchHref } from '../model/route';
import { recentlyViewed } from '../state/preferences';
import { useResource } from '../state/resource';
import { useTitle } from '../state/title';

const request = new URLSearchParams({ facets: 'true', sort: 'updated', limit: '6' });

// Examples that find something in this catalog: made from its own facets.
function exampleQueries(answer: SearchAnswer): string[] {
  const first = (facet: string) => answer.facets?.[facet]?.[0]?.value;
  const quoted = (value: string) => (/\s/.test(value) ? `"${value}"` : value);
  const examples: string[] = [];
  const name = answer.hits[0] && shortName(answer.hits[0].id);
  const domain = first('domain');
  const tag = first('tag');
  if (name) examples.push(name.replaceAll(/[-_]+/g, ' '));
  if (domain) examples.push(`domain:${quoted(domain)}`);
  examples.push('pii:true');
  if (tag) examples.push(`tag:${quoted(tag)}`);
  return examples;
}

function Domains(props: { domains: FacetValue[] }) {
  return (
    <section class="panel" aria-labelledby="domains">
      <h2 id="domains">Domains</h2>
      {props.domains.length === 0 && <p class="muted">No product names a domain yet.</p>}
      <ul class="rows">
        {props.domains.slice(0, 12).map((domain) => (
          <li key={domain.value}>
            <a href={searchHref({ domain: domain.value })}>{domain.value}</a>
            <span class="count">{grouped(domain.count)}</span>
          </li>
        ))}
      </ul>
      {props.domains.length > 12 && <a href="/search">All {grouped(props.domains.length)} domains</a>}
    </section>
  );
}

function Changed(props: { hits: Hit[] }) {
  return (
    <section class="panel" aria-labelledby="changed">
      <h2 id="changed">Recently changed</h2>
      <ul class="rows">
        {props.hits.map((hit) => (
          <li key={hit.id}>
            <span class="row-main">
              <a href={hitHref(hit.kind, hit.id)}>{hit.title || shortName(hit.id)}</a>
              <span class="row-detail">{[hit.domain, hit.version].filter(Boolean).join(' · ')}</span>
            </span>
            <span class="muted">
              <TimeAgo time={hit.updated} />
            </span>
          </li>
        ))}
      </ul>
      <a href={searchHref({ sort: 'updated' })}>Everything, newest first</a>
    </section>
  );
}

function Viewed() {
  return (
    <section class="panel" aria-labelledby="viewed">
      <h2 id="viewed">You looked at</h2>
      {recentlyViewed.value.length === 0 && (
        <p class="muted">Products you open are listed here, in this browser only.</p>
      )}
      <ul class="rows">
        {recentlyViewed.value.map((item) => (
          <li key={item.id}>
            <a href={productHref(item.id)}>{item.title}</a>
            <span class="muted">{item.domain}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function FirstSteps() {
  return (
    <section class="note" aria-labelledby="first">
      <h2 id="first">No products yet</h2>
      <p>Publish the first data contract, in ODCS, the Data Contract Specification or ODPS:</p>
      <pre tabIndex={0}>
        <code>{`trama register my-contract.yaml --server ${location.origin}`}</code>
      </pre>
      <p>or without the tool:</p>
      <pre tabIndex={0}>
        <code>{`curl --data-binary @my-contract.yaml -H 'Content-Type: application/yaml' \\\n  ${location.origin}/api/v1/contracts`}</code>
      </pre>
      <p>
        To look around first, start <code>trama serve --demo</code>: a sample company with about thirty contracts.
      </p>
    </section>
  );
}

function Lists(props: { answer: SearchAnswer }) {
  const { answer } = props;
  if (answer.total === 0) return <FirstSteps />;
  return (
    <div class="columns">
      <Changed hits={answer.hits} />
      <Domains domains={answer.facets?.domain ?? []} />
      <Viewed />
    </div>
  );
}

export default function Home() {
  useTitle('');
  const answer = useResource('home', (signal) => search(request, signal));
  return (
    <div class="page">
      <div class="hero">
        <h1>Find data you can trust</h1>
        <SearchBox id="search-home" autofocus big submitLabel="Search" />
        <p class="examples">
          {answer.data && answer.data.total > 0 && (
            <>
              Try{' '}
              {exampleQueries(answer.data).map((query) => (
                <a key={query} href={searchHref({ q: query })}>
                  <code>{query}</code>
                </a>
              ))}
            </>
          )}
        </p>
        <p class="muted">{answer.data && `${plural(answer.data.total, 'entry', 'entries')} in this catalog`}</p>
      </div>
      {answer.data && <Lists answer={answer.data} />}
      {answer.error && <ErrorNote error={answer.error} what="The catalog could not be read" retry={answer.retry} />}
      {!answer.data && answer.loading && (
        <Skeleton rows={1} height={300} slow={answer.slow} label="Loading the catalog" />
      )}
    </div>
  );
}
