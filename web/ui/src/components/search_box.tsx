// The search combobox: suggestions from the first character, one request under way, the old list stays until the new
// one is there. ARIA combobox with a listbox; the input keeps the focus.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { isAbort, suggest } from '../api/client';
import type { Suggestion } from '../api/types';
import { plural } from '../model/format';
import { hitHref, productHref, searchHref } from '../model/route';
import { announce } from '../state/announce';
import { navigate, route } from '../state/router';
import { Marked } from './basics';
import { Icon } from './icon';

const limit = 8;
const kindWords: Record<string, string> = {
  product: 'Product',
  contract: 'Product',
  consumer: 'Consumer',
  column: 'Column',
  owner: 'Owner',
  domain: 'Domain',
  tag: 'Tag',
};

function hrefOf(item: Suggestion): string {
  if (item.kind === 'owner' || item.kind === 'domain' || item.kind === 'tag') {
    return searchHref({ [item.kind]: item.id || item.title });
  }
  return item.kind === 'column' ? productHref(item.id, { col: item.title }) : hitHref(item.kind, item.id);
}

function useSuggestions(text: string, open: boolean): Suggestion[] {
  const [items, setItems] = useState<Suggestion[]>([]);
  useEffect(() => {
    if (!open || text.trim() === '') {
      setItems([]);
      return undefined;
    }
    const abort = new AbortController();
    suggest(text, limit, abort.signal).then(
      (found) => {
        setItems(found);
        announce(found.length > 0 ? plural(found.length, 'suggestion') : 'No suggestions');
      },
      (error: unknown) => {
        // Suggestions are a convenience: Enter still searches when they fail.
        if (!isAbort(error)) setItems([]);
      },
    );
    return () => abort.abort();
  }, [text, open]);
  return items;
}

export function SearchBox(props: { id: string; autofocus?: boolean; big?: boolean; submitLabel?: string }) {
  const typed = route.value.page === 'search' ? (route.value.query.get('q') ?? '') : '';
  const [text, setText] = useState(typed);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const items = useSuggestions(text, open);
  const rows = text.trim() === '' ? 0 : items.length + 1;

  useEffect(() => setText(typed), [typed]);
  useEffect(() => {
    if (props.autofocus && matchMedia('(min-width: 721px)').matches) input.current?.focus({ preventScroll: true });
  }, []);

  const searchAll = () => searchHref({ q: text.trim() || undefined });
  const target = (row: number): string => {
    const item = items[row];
    return item ? hrefOf(item) : searchAll();
  };
  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const go = (row: number, newTab: boolean) => {
    if (newTab) window.open(target(row), '_blank', 'noopener');
    else navigate(target(row));
    close();
    input.current?.blur();
  };
  const move = (to: number) => {
    setOpen(true);
    setActive(rows === 0 ? -1 : (to + rows) % rows);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const showing = open && rows > 0;
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active < 0 ? rows - 1 : active - 1);
    else if (event.key === 'Enter') go(active, event.ctrlKey || event.metaKey);
    else if (event.key === 'Escape' && showing) close();
    else if (event.key === 'Escape') input.current?.blur();
    else return;
    event.preventDefault();
  };

  const showList = open && rows > 0;
  return (
    <form
      class={props.big ? 'search-box big' : 'search-box'}
      role="search"
      action="/search"
      aria-label={props.big ? 'Search the catalog' : 'Search from anywhere'}
      onSubmit={(event) => {
        event.preventDefault();
        go(active, false);
      }}
    >
      <Icon name="search" />
      <input
        ref={input}
        id={props.id}
        name="q"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-label="Search data products, columns, owners"
        placeholder="Search products, columns, owners"
        aria-expanded={showList}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={showList && active >= 0 ? `${listId}-${active}` : undefined}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
          setActive(-1);
        }}
        onFocus={() => setOpen(true)}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {props.submitLabel ? (
        <button type="submit" class="primary">
          {props.submitLabel}
        </button>
      ) : (
        <kbd aria-hidden="true">/</kbd>
      )}
      <div id={listId} class="suggestions" role="listbox" aria-label="Suggestions" hidden={!showList}>
        {showList &&
          [...items, undefined].map((item, row) => (
            <div
              key={item ? `${item.kind} ${item.id} ${item.title}` : 'all'}
              id={`${listId}-${row}`}
              role="option"
              tabIndex={-1}
              aria-selected={row === active}
              onPointerDown={(event) => event.preventDefault()}
              onClick={(event) => go(row, event.ctrlKey || event.metaKey)}
            >
              {item ? (
                <>
                  <span class="suggestion-kind">{kindWords[item.kind] ?? item.kind}</span>
                  <span class="suggestion-title">
                    <Marked text={item.title} matches={item.matches} />
                  </span>
                  <span class="suggestion-detail">{item.detail}</span>
                </>
              ) : (
                <span class="suggestion-all">Search all for “{text.trim()}”</span>
              )}
            </div>
          ))}
      </div>
    </form>
  );
}
