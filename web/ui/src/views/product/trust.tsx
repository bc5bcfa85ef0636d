// The trust strip: the six answers a person needs before using a product. It stays in place over all tabs.
import type { ComponentChildren } from 'preact';
import type { Contract, ContractAnswer, LineageAnswer } from '../../api/types';
import { Badge } from '../../components/basics';
import { plural, versionText } from '../../model/format';
import { searchHref } from '../../model/route';
import { countSchema } from '../../model/schema_rows';
import { slaName, slaValue } from '../../model/sla_words';
import { ClassBadge, StatusBadge } from './badges';

function Cell(props: { term: string; children: ComponentChildren }) {
  return (
    <div class="trust-cell">
      <dt>{props.term}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

const slaOrder = ['freshness', 'latency', 'availability'];

function Promised(props: { contract: Contract }) {
  const slas = [...(props.contract.sla ?? [])].sort(
    (a, b) => ((slaOrder.indexOf(a.property) + 9) % 9) - ((slaOrder.indexOf(b.property) + 9) % 9),
  );
  const first = slas[0];
  if (!first) return <span class="trust-main muted">Nothing promised</span>;
  return (
    <>
      <span class="trust-main">
        {slaName(first)} {slaValue(first)}
      </span>
      <span class="trust-more">
        <Badge icon="question" title="No run or measurement has been reported for this product">
          Kept: unknown
        </Badge>
        {slas.length > 1 && ` +${slas.length - 1} more`}
      </span>
    </>
  );
}

function contactOf(contract: Contract): { text: string; href: string } | undefined {
  const contact = contract.contacts?.find((item) => item.email || item.url);
  if (contact?.email) return { text: contact.email, href: `mailto:${contact.email}` };
  if (contact?.url) return { text: contact.name || contact.url, href: contact.url };
  const support = contract.support?.find((item) => item.url);
  if (support?.url) return { text: support.channel || support.url, href: support.url };
  return undefined;
}

const safeLink = (href: string): boolean => /^(https?:|mailto:)/i.test(href);

function Owner(props: { contract: Contract }) {
  const { owner } = props.contract;
  const contact = contactOf(props.contract);
  return (
    <>
      <span class="trust-main">{owner ? <a href={searchHref({ owner })}>{owner}</a> : 'Nobody named'}</span>
      <span class="trust-more breakable">
        {contact && (safeLink(contact.href) ? <a href={contact.href}>{contact.text}</a> : contact.text)}
        {!contact && <span class="muted">No contact given</span>}
      </span>
    </>
  );
}

const total = (counts: number[] | undefined): number => counts?.reduce((sum, n) => sum + n, 0) ?? 0;

function UsedBy(props: { usage: LineageAnswer | undefined; failed: boolean; href: string }) {
  if (props.failed) return <span class="trust-main muted">Not known now</span>;
  if (!props.usage) return <span class="trust-main muted">Counting</span>;
  const downstream = props.usage.counts_by_hop?.downstream;
  const all = total(downstream);
  if (all === 0) return <span class="trust-main muted">Nobody that we know of</span>;
  return (
    <>
      <span class="trust-main">
        <a href={props.href} data-keep-scroll>
          {downstream?.[0] ?? 0} directly
        </a>
      </span>
      <span class="trust-more">{plural(all, 'dataset or consumer', 'datasets and consumers')} in all</span>
    </>
  );
}

export function TrustStrip(props: {
  answer: ContractAnswer;
  contract: Contract;
  usage: LineageAnswer | undefined;
  usageFailed: boolean;
  lineageHref: string;
  historyHref: string;
}) {
  const { answer, contract } = props;
  const counts = countSchema(contract);
  return (
    <dl class="trust">
      <Cell term="Service level">
        <Promised contract={contract} />
      </Cell>
      <Cell term="Quality">
        <span class="trust-main">{counts.rules > 0 ? plural(counts.rules, 'rule') : 'No rules'}</span>
        <span class="trust-more" hidden={counts.rules === 0}>
          <Badge icon="question" title="No check result has been reported for this product">
            Results: unknown
          </Badge>
        </span>
      </Cell>
      <Cell term="Contract">
        <span class="trust-main">{versionText(answer.version ?? contract.version ?? '')}</span>
        <span class="trust-more">
          <StatusBadge status={contract.status ?? ''} />{' '}
          <a href={props.historyHref} data-keep-scroll>
            {plural(answer.versions ?? 1, 'version')}
          </a>
        </span>
      </Cell>
      <Cell term="Owner">
        <Owner contract={contract} />
      </Cell>
      <Cell term="Used by">
        <UsedBy usage={props.usage} failed={props.usageFailed} href={props.lineageHref} />
      </Cell>
      <Cell term="Privacy">
        <span class="trust-main">
          {counts.pii > 0 ? `${plural(counts.pii, 'personal column')}` : 'No personal data declared'}
        </span>
        <span class="trust-more">
          {contract.classification ? (
            <ClassBadge classification={contract.classification} />
          ) : (
            <span class="muted">Not classified</span>
          )}
        </span>
      </Cell>
    </dl>
  );
}
