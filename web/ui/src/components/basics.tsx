// Small pieces every page is made of.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ByteRange } from '../api/types';
import { timeAgo } from '../model/format';
import { markParts } from '../model/marks';
import { announce } from '../state/announce';
import { Icon, type IconName } from './icon';

export type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'bad' | 'private';

// Never colour alone: a badge has a word, and a glyph where its meaning matters.
export function Badge(props: { tone?: Tone; icon?: IconName; title?: string; children: ComponentChildren }) {
  return (
    <span class={`badge ${props.tone ?? 'plain'}`} title={props.title}>
      {props.icon && <Icon name={props.icon} />}
      {props.children}
    </span>
  );
}

export function Marked(props: { text: string; matches?: ByteRange[] | undefined }) {
  return (
    <>{markParts(props.text, props.matches).map((part) => (part.marked ? <mark>{part.text}</mark> : part.text))}</>
  );
}

export function TimeAgo(props: { time: string | undefined }) {
  const time = new Date(props.time ?? '');
  if (Number.isNaN(time.getTime())) return <span>unknown</span>;
  return (
    <time dateTime={time.toISOString()} title={time.toLocaleString()}>
      {timeAgo(time, new Date())}
    </time>
  );
}

export function CopyButton(props: { text: string; label: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setDone(true);
      announce('Copied');
      setTimeout(() => setDone(false), 1500);
    } catch {
      announce('Copying is not allowed here');
    }
  };
  return (
    <button type="button" class="quiet" onClick={copy}>
      <Icon name={done ? 'check' : 'copy'} />
      {done ? 'Copied' : props.label}
    </button>
  );
}
