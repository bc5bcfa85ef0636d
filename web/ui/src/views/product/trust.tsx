// The trust strip: the six answers a person needs before using a product. It stays in place over all tabs.
import type { ComponentChildren } from 'preact';
import type { Contract, ContractAnswer, ContractStatus, LineageAnswer } from '../../api/types';
import { plural, versionText } from '../../model/format';
import { searchHref } from '../../model/route';
import { countSchema } from '../../model/schema_rows';
import { slaName, slaValue } from '../../model/sla_words';
import { answeredChecks, byWeight, levelWord, qualityWord, verdictWord, type Word } from '../../model/status_words';
import { ClassBadge, StatusBadge } from './badges';
import { WordBadge } from './quality';

function Cell(props: { term: string; children: ComponentChildren }) {
  return (
    <div class="trust-cell">
      <dt>{props.term}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

// What is asked of the server about promises: undefined while it is under way.
export interface StatusCell {
  status: ContractStatus | undefined;
  failed: boolean;
  latest: boolean; // false: an older version is shown, which nobody judges
  href: string;
}

function openWord(cell: StatusCell): Word | undefined {
  if (!cell.latest) return { text: 'Not judged: older version', tone: 'plain', icon: 'question' };
  if (cell.failed) return { text: 'Unknown: not readable now', tone: 'plain', icon: 'question' };
  return undefined;
}

function Promised(props: { contract: Contract; cell: StatusCell }) {
  const { contract, cell } = props;
  const levels =
    cell.status?.sla.levels ?? contract.sla?.map((sla) => ({ ...sla, verdict: 'unknown', reason: '' }) as const) ?? [];
  const first = byWeight(levels)[0];
  const ports = cell.status?.ports;
  if (!first && !ports) return <span class="trust-main muted">Nothing promised</span>;
  const word = openWord(cell) ?? (cell.status && (first ? levelWord(first) : verdictWord(cell.status.sla.verdict)));
  return (
    <>
      <span class="trust-main">
        <a href={cell.href} data-keep-scroll>
          {first ? `${slaName(first)} ${slaValue(first)}` : `Of ${plural(ports?.length ?? 0, 'contract')}`}
        </a>
      </span>
      <span class="trust-more">{word && <WordBadge word={word} title={first?.reason} />}</span>
    </>
  );
}

function Checked(props: { rules: number; cell: StatusCell }) {
  const { rules, cell } = props;
  const quality = cell.status?.quality;
  const answered = quality ? answeredChecks(quality) : 0;
  if (rules === 0 && answered === 0 && !cell.status?.ports) return <span class="trust-main">No rules</span>;
  const word = openWord(cell) ?? (quality && qualityWord(quality));
  const all = answered + (quality?.unknown ?? 0);
  const count =
    answered > 0 ? `${quality?.passed} of ${all} passed` : rules > 0 ? plural(rules, 'rule') : 'Of its contracts';
  return (
    <>
      <span class="trust-main">
        <a href={cell.href} data-keep-scroll>
          {count}
        </a>
      </span>
      <span class="trust-more">{word && <WordBadge word={word} title={quality?.reason} />}</span>
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
  status: StatusCell;
}) {
  const { answer, contract } = props;
  const counts = countSchema(contract);
  return (
    <dl class="trust">
      <Cell term="Service level">
        <Promised contract={contract} cell={props.status} />
      </Cell>
      <Cell term="Quality">
        <Checked rules={counts.rules} cell={props.status} />
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
