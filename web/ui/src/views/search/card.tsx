// One hit: name, what it is about, who and where, and why it matched.
import type { Highlight, Hit } from '../../api/types';
import { Badge, Marked, TimeAgo } from '../../components/basics';
import { grouped, plural, shortName, versionText } from '../../model/format';
import { hitHref, productHref } from '../../model/route';
import { ClassBadge, StatusBadge } from '../product/badges';

const columnsShown = 4;

const highlightOf = (hit: Hit, field: string): Highlight | undefined =>
  hit.highlights?.find((highlight) => highlight.field === field);

function uniqueByWhere(highlights: Highlight[]): Highlight[] {
  const seen = new Set<string>();
  return highlights.filter((item) => {
    const key = `${item.where} ${item.text}`;
    return !seen.has(key) && seen.add(key);
  });
}

// The columns that matched, each leading to itself in the schema.
function MatchedColumns(props: { hit: Hit }) {
  const columns = uniqueByWhere(props.hit.highlights?.filter((item) => item.field === 'column') ?? []);
  if (columns.length === 0) return null;
  return (
    <p class="card-match">
      {columns.length === 1 ? 'Matched column' : 'Matched columns'}{' '}
      {columns.slice(0, columnsShown).map((item) => (
        <a
          key={`${item.where} ${item.text}`}
          class="chip mono"
          href={productHref(props.hit.id, { col: item.where || item.text })}
        >
          <span>
            <Marked text={item.text} matches={item.matches} />
          </span>
        </a>
      ))}
      {columns.length > columnsShown && <span class="muted">and {grouped(columns.length - columnsShown)} more</span>}
    </p>
  );
}

const otherFields: Record<string, string> = {
  dataset: 'table',
  tag: 'tag',
  location: 'location',
  owner: 'owner',
  person: 'person',
  domain: 'domain',
  platform: 'platform',
  classification: 'classification',
  status: 'status',
};

function OtherMatches(props: { hit: Hit }) {
  const others = uniqueByWhere(props.hit.highlights?.filter((item) => item.field in otherFields) ?? []).slice(0, 3);
  if (others.length === 0) return null;
  return (
    <p class="card-match">
      {others.map((item) => (
        <span key={item.field + item.text}>
          Matched {otherFields[item.field]} <Marked text={item.text} matches={item.matches} />
        </span>
      ))}
    </p>
  );
}

export function Card(props: { hit: Hit }) {
  const { hit } = props;
  const name = shortName(hit.id);
  const title = highlightOf(hit, 'title');
  const description = highlightOf(hit, 'description');
  const meta = [
    hit.domain,
    hit.owner,
    hit.columns ? plural(hit.columns, 'column') : '',
    ...(hit.platforms ?? []),
    hit.version ? versionText(hit.version) : '',
  ].filter(Boolean);
  return (
    <li class="card">
      <div class="card-head">
        <h2>
          <a class="card-link" href={hitHref(hit.kind, hit.id)}>
            {title ? <Marked text={title.text} matches={title.matches} /> : hit.title || name}
          </a>
        </h2>
        <StatusBadge status={hit.retired ? 'retired' : (hit.status ?? '')} quiet />
        {hit.pii && (
          <Badge tone="private" icon="person" title="Has columns with personal data">
            Personal data
          </Badge>
        )}
        <ClassBadge classification={hit.classification} />
        {hit.kind !== 'contract' && hit.kind && <Badge>{hit.kind}</Badge>}
      </div>
      <p class="card-text">
        {description ? <Marked text={description.text} matches={description.matches} /> : hit.description}
      </p>
      <p class="card-meta">
        {meta.map((item) => (
          <span key={item}>{item}</span>
        ))}
        <span>
          changed <TimeAgo time={hit.updated} />
        </span>
      </p>
      <MatchedColumns hit={hit} />
      <OtherMatches hit={hit} />
    </li>
  );
}
