// Product page: what it is, whether it can be trusted, and everything its contract says, in tabs.
import { useEffect, useRef } from 'preact/hooks';
import { type ApiError, contractStatus, contract as getContract, lineage } from '../../api/client';
import type { Contract, ContractAnswer, ContractStatus } from '../../api/types';
import { Badge, CopyButton } from '../../components/basics';
import { Icon } from '../../components/icon';
import { Candidates, Empty, ErrorNote, NotFound, Skeleton } from '../../components/states';
import { shortName, versionText } from '../../model/format';
import { changed, lineageHref, productHref, searchHref } from '../../model/route';
import { announce } from '../../state/announce';
import { rememberVisit } from '../../state/preferences';
import { type Resource, useResource } from '../../state/resource';
import { navigate, route } from '../../state/router';
import { bind } from '../../state/shortcuts';
import { useTitle } from '../../state/title';
import { lazy } from '../lazy';
import { Document } from './document';
import { History } from './history';
import { Overview } from './overview';
import { Quality } from './quality';
import { Schema } from './schema';
import { TrustStrip } from './trust';

const LineageTab = lazy(async () => (await import('../lineage/lineage')).LineageExplorer);

const tabs = ['schema', 'overview', 'lineage', 'contract', 'quality', 'history'] as const;
type Tab = (typeof tabs)[number];
const tabWords: Record<Tab, string> = {
  schema: 'Schema',
  overview: 'Overview',
  lineage: 'Lineage',
  contract: 'Contract',
  quality: 'Quality & SLA',
  history: 'History',
};

const tabHref = (tab: Tab): string =>
  changed({ ...route.value, query: pick(route.value.query, ['v']) }, { tab: tab === 'schema' ? undefined : tab });

function pick(query: URLSearchParams, names: string[]): URLSearchParams {
  return new URLSearchParams([...query].filter(([name]) => names.includes(name)));
}

function Tabs(props: { current: Tab }) {
  const row = useRef<HTMLElement>(null);
  // On a narrow screen the row scrolls; where one is should be in sight.
  useEffect(() => {
    row.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [props.current]);
  useEffect(
    () =>
      bind(
        Object.fromEntries(
          tabs.map((tab, index) => [String(index + 1), () => navigate(tabHref(tab), { keepScroll: true })]),
        ),
      ),
    [],
  );
  return (
    <nav ref={row} class="tabs" aria-label="Sections of this product">
      {tabs.map((tab) => (
        <a key={tab} href={tabHref(tab)} data-keep-scroll aria-current={tab === props.current ? 'page' : undefined}>
          {tabWords[tab]}
        </a>
      ))}
    </nav>
  );
}

function Banners(props: { answer: ContractAnswer; contract: Contract }) {
  const { answer, contract } = props;
  const old = answer.version !== undefined && answer.latest !== undefined && answer.version !== answer.latest;
  return (
    <>
      {answer.state === 'retired' && (
        <section class="note warn">
          <h2>
            <Icon name="archive" /> This product is retired
          </h2>
          <p>It is left out of search. Its history and its place in the lineage stay readable.</p>
        </section>
      )}
      {(contract.deprecated || contract.status === 'deprecated') && (
        <section class="note warn">
          <h2>
            <Icon name="alert" /> Deprecated{contract.deprecated_since && ` since ${contract.deprecated_since}`}
          </h2>
          {contract.successor && (
            <p>
              Use <a href={productHref(contract.successor)}>{contract.successor}</a> instead.
            </p>
          )}
        </section>
      )}
      {old && (
        <section class="note">
          <p>
            You are reading version {answer.version}. The latest is{' '}
            <a href={changed(route.value, { v: undefined })}>{answer.latest}</a>.
          </p>
        </section>
      )}
    </>
  );
}

function Head(props: { answer: ContractAnswer; contract: Contract }) {
  const { answer, contract } = props;
  return (
    <header class="product-head">
      <nav aria-label="Breadcrumb" class="crumbs">
        {contract.domain ? (
          <a href={searchHref({ domain: contract.domain })}>{contract.domain}</a>
        ) : (
          <a href="/search">All</a>
        )}
        <span aria-hidden="true">/</span>
        <span class="mono breakable">{answer.id}</span>
        <CopyButton text={answer.id} label="Copy id" />
      </nav>
      <div class="title-row">
        <h1>{contract.title || shortName(answer.id)}</h1>
        <Badge>{versionText(answer.version ?? contract.version ?? '')}</Badge>
        {contract.kind === 'product' && <Badge>Data product</Badge>}
        <span class="grow" />
        <a class="button" href={lineageHref(answer.id)}>
          <Icon name="graph" />
          Lineage
        </a>
      </div>
      {contract.description && <p class="lead">{contract.description}</p>}
    </header>
  );
}

function TabBody(props: {
  tab: Tab;
  answer: ContractAnswer;
  contract: Contract;
  version: string;
  status: Resource<ContractStatus>;
  latest: boolean;
}) {
  const { tab, answer, contract } = props;
  if (tab === 'overview') return <Overview contract={contract} qualityHref={tabHref('quality')} />;
  if (tab === 'lineage') return <LineageTab id={answer.id} />;
  if (tab === 'contract') return <Document answer={answer} version={props.version} />;
  if (tab === 'quality') return <Quality status={props.status} latest={props.latest} />;
  if (tab === 'history') return <History answer={answer} contract={contract} />;
  return <Schema id={answer.id} contract={contract} />;
}

function Failure(props: { error: ApiError; id: string; retry: () => void }) {
  if (props.error.status === 404) {
    return (
      <NotFound what="No such product" name={props.id}>
        <Candidates error={props.error} href={(id) => productHref(id)} />
        <p>
          It may still stand <a href={lineageHref(props.id)}>in the lineage</a>, named by others.
        </p>
      </NotFound>
    );
  }
  return (
    <div class="page">
      <ErrorNote error={props.error} what="This product could not be read" retry={props.retry} />
    </div>
  );
}

export default function Product() {
  const { id, query } = route.value;
  const version = query.get('v') ?? '';
  const tab = tabs.find((name) => name === query.get('tab')) ?? 'schema';
  const { data, error, slow, retry } = useResource(`${id} ${version}`, (signal) => getContract(id, version, signal));
  const usage = useResource(`usage ${id}`, (signal) =>
    lineage({ node: id, direction: 'downstream', limit: 1 }, signal),
  );
  const status = useResource(`status ${id}`, (signal) => contractStatus(id, signal));
  const contract = data?.contract;
  const latest = data?.version === data?.latest;
  const title = contract?.title || shortName(id);
  useTitle(tab === 'schema' ? title : `${title}, ${tabWords[tab].toLowerCase()}`);
  useEffect(() => {
    if (!contract) return;
    rememberVisit({ id, title, domain: contract.domain ?? '' });
    announce(title);
  }, [contract]);

  if (error && !data) return <Failure error={error} id={id} retry={retry} />;
  if (!data) {
    return (
      <div class="page">
        <Skeleton rows={3} height={110} slow={slow} label="Loading the product" />
      </div>
    );
  }
  if (!contract) {
    return (
      <div class="page">
        <Empty title={`Version ${data.version} of ${shortName(id)} was erased`}>
          <p>Its text and model are gone; that it existed, and when, stays in the history.</p>
          <a href={productHref(id, { tab: 'history' })}>History</a>
        </Empty>
        {tab === 'history' && <History answer={data} contract={{ id }} />}
      </div>
    );
  }
  return (
    <div class="page product">
      <Head answer={data} contract={contract} />
      <Banners answer={data} contract={contract} />
      <TrustStrip
        answer={data}
        contract={contract}
        usage={usage.data}
        usageFailed={usage.error !== undefined}
        lineageHref={tabHref('lineage')}
        historyHref={tabHref('history')}
        status={{
          status: latest ? status.data : undefined,
          failed: status.error !== undefined,
          latest,
          href: tabHref('quality'),
        }}
      />
      <Tabs current={tab} />
      <TabBody tab={tab} answer={data} contract={contract} version={version} status={status} latest={latest} />
    </div>
  );
}
