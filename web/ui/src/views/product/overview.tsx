// Overview tab: what the contract says in prose, terms, people, servers.
import type { ComponentChildren } from 'preact';
import type { Contract, Server } from '../../api/types';
import { Badge } from '../../components/basics';
import { productHref, searchHref } from '../../model/route';
import { durationWords, slaName, slaValue } from '../../model/sla_words';

function Section(props: { title: string; show: boolean; children: ComponentChildren }) {
  if (!props.show) return null;
  return (
    <section class="panel">
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

function Facts(props: { facts: [term: string, text: ComponentChildren][] }) {
  const told = props.facts.filter(([, text]) => text !== undefined && text !== '' && text !== null);
  return (
    <dl class="facts">
      {told.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd class="breakable">{text}</dd>
        </div>
      ))}
    </dl>
  );
}

// A link an author wrote: only schemes that cannot run anything.
function Outside(props: { url: string; children?: ComponentChildren }) {
  if (!/^(https?:|mailto:)/i.test(props.url)) return <span class="breakable">{props.url}</span>;
  return (
    <a href={props.url} rel="noreferrer noopener" class="breakable">
      {props.children ?? props.url}
    </a>
  );
}

function propertyPairs(server: Server): [string, string][] {
  const { properties } = server;
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  if (Array.isArray(properties)) {
    return properties.flatMap((pair): [string, string][] =>
      Array.isArray(pair) ? [[text(pair[0]), text(pair[1])]] : [],
    );
  }
  return Object.entries(properties ?? {}).map(([name, value]) => [name, text(value)]);
}

function Servers(props: { servers: Server[] }) {
  return (
    <>
      {props.servers.map((server, index) => (
        <div key={index} class="subpanel">
          <h3>
            {server.name || server.type || 'Server'} <Badge>{server.type ?? 'unknown'}</Badge>{' '}
            {server.environment && server.environment !== server.name && <Badge>{server.environment}</Badge>}
          </h3>
          {server.description && <p>{server.description}</p>}
          <Facts facts={propertyPairs(server).map(([name, value]) => [name, <code key={name}>{value}</code>])} />
        </div>
      ))}
    </>
  );
}

function People(props: { contract: Contract }) {
  const { contract } = props;
  return (
    <>
      <Facts
        facts={[
          ['Owner', contract.owner && <a href={searchHref({ owner: contract.owner })}>{contract.owner}</a>],
          ['About the team', contract.team_description],
          ...(contract.contacts ?? []).map((contact): [string, ComponentChildren] => [
            'Contact',
            <>
              {contact.name} {contact.email && <Outside url={`mailto:${contact.email}`}>{contact.email}</Outside>}{' '}
              {contact.url && <Outside url={contact.url} />}
            </>,
          ]),
          ...(contract.support ?? []).map((item): [string, ComponentChildren] => [
            'Support',
            <>
              {item.channel} {item.url && <Outside url={item.url} />} {item.description}
            </>,
          ]),
        ]}
      />
      {!!contract.members?.length && (
        <ul class="rows">
          {contract.members
            .filter((member) => !member.date_out)
            .map((member) => (
              <li key={member.username ?? member.name}>
                <span>{member.name || member.username}</span>
                <span class="muted">{member.role}</span>
              </li>
            ))}
        </ul>
      )}
    </>
  );
}

function Ports(props: { contract: Contract }) {
  return (
    <ul class="rows">
      {(props.contract.ports ?? []).map((port, index) => (
        <li key={index}>
          <span class="row-main">
            <span>{port.name || port.contract || 'Port'}</span>
            <span class="row-detail">{port.description}</span>
          </span>
          <span>
            <Badge>{port.direction ?? 'port'}</Badge>{' '}
            {port.contract && <a href={productHref(port.contract)}>contract</a>}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function Overview(props: { contract: Contract; qualityHref: string }) {
  const { contract } = props;
  const { terms } = contract;
  return (
    <div class="overview">
      <div class="overview-main">
        <Section title="About" show={true}>
          {contract.purpose && contract.purpose !== contract.description && <p>{contract.purpose}</p>}
          <p>{contract.description || 'The contract gives no description.'}</p>
          {!!contract.tags?.length && (
            <p class="chip-row">
              {contract.tags.map((tag) => (
                <a key={tag} class="chip" href={searchHref({ tag })}>
                  {tag}
                </a>
              ))}
            </p>
          )}
        </Section>
        <Section title="Ports" show={!!contract.ports?.length}>
          <Ports contract={contract} />
        </Section>
        <Section
          title="Terms"
          show={!!(terms && (terms.usage || terms.limitations || terms.notice_period || terms.retention))}
        >
          <Facts
            facts={[
              ['Use', terms?.usage],
              ['Limits', terms?.limitations],
              [
                'Price',
                contract.price && [contract.price.amount, contract.price.currency, contract.price.unit].join(' '),
              ],
              ['Billing', terms?.billing],
              ['Notice', terms?.notice_period && durationWords(terms.notice_period)],
              ['Kept for', terms?.retention && durationWords(terms.retention)],
            ]}
          />
        </Section>
        <Section title="Where the data is" show={!!contract.servers?.length}>
          <Servers servers={contract.servers ?? []} />
        </Section>
      </div>
      <div class="overview-side">
        <Section title="Service levels" show={!!contract.sla?.length}>
          <Facts
            facts={(contract.sla ?? []).map((sla) => [slaName(sla), slaValue(sla) || sla.description || 'not told'])}
          />
          <p>
            <a href={props.qualityHref} data-keep-scroll>
              Whether they are kept
            </a>
          </p>
        </Section>
        <Section title="People" show={true}>
          <People contract={contract} />
        </Section>
        <Section title="Links" show={!!contract.links?.length}>
          <ul class="rows">
            {(contract.links ?? []).map((link) => (
              <li key={link.url}>
                <Outside url={link.url}>{link.description || link.type || link.url}</Outside>
              </li>
            ))}
          </ul>
        </Section>
        <Section title="Roles" show={!!contract.roles?.length}>
          <Facts
            facts={(contract.roles ?? []).map((role) => [role.name ?? 'Role', role.description || role.access || ''])}
          />
        </Section>
      </div>
    </div>
  );
}
