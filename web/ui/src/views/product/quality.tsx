// Quality & SLA tab: each promise and each rule with its verdict, and the runs and tests it rests on.
import type { ComponentChildren } from 'preact';
import type { ContractStatus, DatasetEvidence, Happened, LevelState, RuleState, TestState } from '../../api/types';
import { Badge, TimeAgo } from '../../components/basics';
import { Empty, ErrorNote, Skeleton } from '../../components/states';
import { grouped, plural } from '../../model/format';
import { productHref } from '../../model/route';
import { slaName, slaValue } from '../../model/sla_words';
import {
  byWeight,
  expectedWords,
  levelWord,
  qualityWord,
  resultWord,
  verdictWord,
  type Word,
} from '../../model/status_words';
import type { Resource } from '../../state/resource';

export function WordBadge(props: { word: Word; title?: string | undefined }) {
  return (
    <Badge tone={props.word.tone} icon={props.word.icon} {...(props.title ? { title: props.title } : {})}>
      {props.word.text}
    </Badge>
  );
}

function Row(props: { name: ComponentChildren; details: ComponentChildren[]; word: Word }) {
  return (
    <li>
      <span class="row-main">
        <span>{props.name}</span>
        {props.details.map(
          (detail, index) =>
            detail && (
              <span key={index} class="row-detail">
                {detail}
              </span>
            ),
        )}
      </span>
      <span class="row-verdict">
        <WordBadge word={props.word} />
      </span>
    </li>
  );
}

function Levels(props: { levels: LevelState[] }) {
  if (props.levels.length === 0) return <p class="muted">The contract promises no service level.</p>;
  return (
    <ul class="rows">
      {byWeight(props.levels).map((level, index) => (
        <Row
          key={index}
          name={[slaName(level), slaValue(level)].filter(Boolean).join(' ')}
          details={[level.reason, level.element && `about ${level.element}`]}
          word={level.verdict === 'unknown' ? verdictWord('unknown') : levelWord(level)}
        />
      ))}
    </ul>
  );
}

const place = (check: { dataset?: string; field?: string }): string =>
  [check.dataset, check.field].filter(Boolean).join('.');

function Tested(props: { check: RuleState | TestState }) {
  const { evidence } = props.check;
  if (!evidence) return <>{'reason' in props.check && props.check.reason}</>;
  const values = [evidence.actual && `found ${evidence.actual}`, evidence.expected && expectedWords(evidence.expected)];
  return (
    <>
      {[...[evidence.test, ...values].filter(Boolean), ''].join(', ')}
      <TimeAgo time={evidence.time} />
    </>
  );
}

function Checks(props: { quality: ContractStatus['quality'] }) {
  const { rules, tests } = props.quality;
  if (rules.length + tests.length === 0)
    return <p class="muted">The contract has no rules, and no test was reported.</p>;
  return (
    <ul class="rows">
      {rules.map((rule, index) => (
        <Row
          key={`rule ${index}`}
          name={
            rule.name || rule.description || rule.metric || (rule.testable === false ? 'Checks as written' : 'Rule')
          }
          details={[[place(rule), rule.dimension].filter(Boolean).join(' · '), <Tested key="tested" check={rule} />]}
          word={resultWord(rule)}
        />
      ))}
      {tests.map((test, index) => (
        <Row
          key={`test ${index}`}
          name={`Test ${test.name || test.assertion || ''}`}
          details={[
            [place(test), test.constraint && `constraint: ${test.constraint}`, test.description]
              .filter(Boolean)
              .join(' · '),
            <Tested key="tested" check={test} />,
          ]}
          word={resultWord(test)}
        />
      ))}
    </ul>
  );
}

function Run(props: { what: string; happened: Happened }) {
  const { happened } = props;
  return (
    <div>
      <dt>{props.what}</dt>
      <dd class="breakable">
        <TimeAgo time={happened.time} />
        {happened.job && (
          <>
            {' '}
            by <code>{happened.job}</code>
          </>
        )}
        {happened.rows !== undefined && `, ${grouped(happened.rows)} ${happened.rows === 1 ? 'row' : 'rows'}`}
        {happened.run && (
          <span class="row-detail run-id">
            run <code>{happened.run}</code>
          </span>
        )}
      </dd>
    </div>
  );
}

function Evidence(props: { state: DatasetEvidence }) {
  const { state } = props;
  return (
    <div class="subpanel">
      <h3 class="breakable">{state.dataset}</h3>
      {!state.last_load && !state.last_failure && (
        <p class="muted">
          {state.physical.length > 0 ? 'No finished run that wrote it has been reported.' : 'No run has been reported.'}
        </p>
      )}
      <dl class="facts">
        {state.last_load && <Run what="Last load" happened={state.last_load} />}
        {state.last_failure && <Run what="Failed since" happened={state.last_failure} />}
        {state.dropped && (
          <div>
            <dt>Dropped</dt>
            <dd>
              <TimeAgo time={state.dropped} />
            </dd>
          </div>
        )}
        {state.physical.length > 0 && (
          <div>
            <dt>Told of as</dt>
            <dd class="breakable">
              {state.physical.map((name) => (
                <code key={name.id} class="told-name">
                  {name.namespace} {name.name}
                </code>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function Ports(props: { status: ContractStatus }) {
  return (
    <section class="panel">
      <h2>Contracts behind its ports</h2>
      <ul class="rows">
        {(props.status.ports ?? []).map((port) => (
          <li key={port.contract}>
            <a class="breakable" href={productHref(port.contract, { tab: 'quality' })}>
              {port.title || port.contract}
            </a>
            <span class="row-verdict">
              <WordBadge word={labelled('SLA', verdictWord(port.sla))} />{' '}
              <WordBadge word={labelled('Quality', resultWord({ result: port.quality }))} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const labelled = (label: string, word: Word): Word => ({ ...word, text: `${label} ${word.text.toLowerCase()}` });

export function Quality(props: { status: Resource<ContractStatus>; latest: boolean }) {
  const { data, error, slow, retry } = props.status;
  if (!props.latest) {
    return (
      <Empty title="Only the latest version is judged">
        <p>Runs and tests are held against what is promised now.</p>
      </Empty>
    );
  }
  if (error && !data) return <ErrorNote error={error} what="The status could not be read" retry={retry} />;
  if (!data) return <Skeleton rows={3} height={120} slow={slow} label="Loading the status" />;
  const counts = [`${plural(data.quality.passed, 'check')} passed`, `${data.quality.failed} failed`];
  const checks = data.quality.rules.length + data.quality.tests.length;
  if (data.quality.warnings > 0) counts.push(plural(data.quality.warnings, 'warning'));
  if (data.quality.unknown > 0) counts.push(`${data.quality.unknown} unknown`);
  return (
    <div class="overview">
      <div class="overview-main">
        {data.ports && <Ports status={data} />}
        {(!data.ports || data.sla.levels.length > 0) && (
          <section class="panel">
            <h2>
              Service levels <WordBadge word={verdictWord(data.sla.verdict)} />
            </h2>
            <Levels levels={data.sla.levels} />
          </section>
        )}
        {(!data.ports || checks > 0) && (
          <section class="panel">
            <h2>
              Quality <WordBadge word={qualityWord(data.quality)} title={data.quality.reason} />
            </h2>
            <p class="muted">{counts.join(', ')}.</p>
            <Checks quality={data.quality} />
          </section>
        )}
      </div>
      <div class="overview-side">
        <section class="panel">
          <h2>Evidence</h2>
          {data.datasets.length === 0 && <p class="muted">It describes no dataset of its own.</p>}
          {data.datasets.map((state) => (
            <Evidence key={state.dataset} state={state} />
          ))}
          {!data.complete && <p class="muted">There is more than fits here; the rest was left out.</p>}
        </section>
      </div>
    </div>
  );
}
