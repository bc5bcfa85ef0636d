// What a page shows while it waits, when something failed, and when there is nothing.
import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/client';
import { searchHref } from '../model/route';

// Bars of the height the content will have, so that nothing moves when it comes.
export function Skeleton(props: { rows: number; height: number; slow?: boolean; label: string }) {
  return (
    <div class="skeleton" role="status" aria-label={props.slow ? `${props.label}, still working` : props.label}>
      {Array.from({ length: props.rows }, (_, row) => (
        <div key={row} style={{ height: `${props.height}px` }} />
      ))}
      {props.slow && <p>Still working on it. The server has not answered yet.</p>}
    </div>
  );
}

function meaning(error: ApiError): string {
  if (error.status === 0) return 'The server cannot be reached. It may be restarting, or the network is gone.';
  if (error.status === 503) return 'The server is not ready yet: it is still catching up with the store.';
  return error.message;
}

export function ErrorNote(props: { error: ApiError; what: string; retry?: () => void }) {
  const { error } = props;
  if (error.status === 401) {
    const back = location.pathname + location.search;
    return (
      <section class="note" role="alert">
        <h2>You need to log in</h2>
        <p>This catalog asks for a token before it shows anything.</p>
        <a class="button" href={`/login?next=${encodeURIComponent(back)}`}>
          Log in
        </a>
      </section>
    );
  }
  return (
    <section class="note bad" role="alert">
      <h2>{props.what}</h2>
      <p>{meaning(error)}</p>
      {error.requestId && (
        <p class="muted">
          Request id <code>{error.requestId}</code>
        </p>
      )}
      {props.retry && (
        <button type="button" onClick={props.retry}>
          Try again
        </button>
      )}
    </section>
  );
}

export function Empty(props: { title: string; children?: ComponentChildren }) {
  return (
    <section class="note">
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

// Ids the server thinks were meant.
export function Candidates(props: { error: ApiError; href: (id: string) => string }) {
  const ids = (props.error.problem.candidates ?? []).filter((item): item is string => typeof item === 'string');
  if (ids.length === 0) return null;
  return (
    <div>
      <p>Did you mean:</p>
      <ul class="rows">
        {ids.map((id) => (
          <li key={id}>
            <a class="mono breakable" href={props.href(id)}>
              {id}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function NotFound(props: { what: string; name: string; children?: ComponentChildren }) {
  return (
    <div class="page narrow">
      <h1>{props.what}</h1>
      <p>
        {props.name ? (
          <>
            Nothing is registered as <code class="breakable">{props.name}</code>. It may be spelled differently, or not
            be published yet.
          </>
        ) : (
          'This address leads nowhere.'
        )}
      </p>
      <form class="big-search" action="/search" role="search" aria-label="Search instead">
        <input type="search" name="q" defaultValue={lastWords(props.name)} aria-label="Search the catalog" />
        <button type="submit" class="primary">
          Search
        </button>
      </form>
      {props.children}
      <p>
        <a href={searchHref({ sort: 'updated' })}>Browse everything</a> or go <a href="/">home</a>.
      </p>
    </div>
  );
}

const lastWords = (name: string): string =>
  (name.split(/[:/]/).filter(Boolean).at(-1) ?? '').replaceAll(/[-_.]+/g, ' ').trim();
