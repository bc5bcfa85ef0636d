// Filters with exact counts. OR inside a facet, AND between facets; what is chosen is always listed, also at zero.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { FacetValue, SearchAnswer } from '../../api/types';
import { Icon } from '../../components/icon';
import { grouped, plural } from '../../model/format';
import {
  type FacetName,
  facetLabels,
  facetNames,
  filterCount,
  type SearchState,
  searchUrl,
  toggled,
} from '../../model/search_state';
import { navigate } from '../../state/router';

const shownAtFirst = 7;
const searchAbove = 10;

function withChosen(values: FacetValue[], chosen: string[]): FacetValue[] {
  const missing = chosen.filter((value) => !values.some((item) => item.value === value));
  return [...values, ...missing.map((value) => ({ value, count: 0 }))];
}

function Facet(props: { name: FacetName; values: FacetValue[]; state: SearchState }) {
  const { name, state } = props;
  const [all, setAll] = useState(false);
  const [needle, setNeedle] = useState('');
  const title = useId();
  const chosen = state.filters[name];
  const values = withChosen(props.values, chosen);
  if (values.length === 0) return null;
  const matching = values.filter((item) => item.value.toLowerCase().includes(needle.toLowerCase()));
  const shown =
    all || needle ? matching : matching.filter((item, i) => i < shownAtFirst || chosen.includes(item.value));
  return (
    <fieldset class="facet" aria-labelledby={title}>
      <h3 id={title}>{facetLabels[name]}</h3>
      {values.length > searchAbove && (
        <input
          type="search"
          value={needle}
          placeholder={`Among ${grouped(values.length)}`}
          aria-label={`Search in ${facetLabels[name]}`}
          onInput={(event) => setNeedle(event.currentTarget.value)}
        />
      )}
      {shown.map((item) => (
        <label key={item.value} class="facet-value">
          <input
            type="checkbox"
            checked={chosen.includes(item.value)}
            onChange={() => navigate(searchUrl(toggled(state, name, item.value)), { keepScroll: true })}
          />
          <span class="facet-name">{item.value}</span>
          <span class="count">{grouped(item.count)}</span>
        </label>
      ))}
      {!all && !needle && matching.length > shown.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          {plural(matching.length - shown.length, 'more', 'more')}
        </button>
      )}
    </fieldset>
  );
}

export function Facets(props: { state: SearchState; facets: SearchAnswer['facets'] }) {
  return (
    <>
      {facetNames.map((name) => (
        <Facet key={name} name={name} values={props.facets?.[name] ?? []} state={props.state} />
      ))}
      <div class="facet">
        <label class="facet-value">
          <input
            type="checkbox"
            checked={props.state.retired}
            onChange={() =>
              navigate(searchUrl({ ...props.state, page: 1, retired: !props.state.retired }), { keepScroll: true })
            }
          />
          <span class="facet-name">Include retired</span>
        </label>
      </div>
    </>
  );
}

// On small screens the filters are a sheet over the whole page.
export function FacetSheet(props: { state: SearchState; answer: SearchAnswer | undefined }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const count = filterCount(props.state);
  useEffect(() => () => dialog.current?.close(), []);
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        <Icon name="filter" />
        Filters{count > 0 && ` (${count})`}
      </button>
      <dialog ref={dialog} class="sheet" aria-label="Filters">
        <div class="sheet-body">
          <Facets state={props.state} facets={props.answer?.facets} />
        </div>
        <form method="dialog">
          <button type="submit" class="primary">
            Show {plural(props.answer?.total ?? 0, 'result')}
          </button>
        </form>
      </dialog>
    </>
  );
}
