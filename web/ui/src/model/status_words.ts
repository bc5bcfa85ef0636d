// Whether promises are kept, in words with a glyph. Only what evidence tells is met or breached; the rest is unknown.
import type { CheckResult, ContractStatus, LevelState, LevelVerdict } from '../api/types';

const steps: [seconds: number, unit: string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

// "31 h", "3 d": one unit, rounded down; days from two of them on.
export function spanWords(seconds: number): string {
  const [size, unit] = steps.find(([size]) => seconds >= (size === 86_400 ? 2 * size : size)) ?? [1, 's'];
  return `${Math.floor(Math.max(0, seconds) / size)} ${unit}`;
}

export interface Word {
  text: string;
  tone: 'good' | 'warn' | 'bad' | 'plain';
  icon: 'check' | 'close' | 'alert' | 'question';
}

const good = (text: string): Word => ({ text, tone: 'good', icon: 'check' });
const bad = (text: string): Word => ({ text, tone: 'bad', icon: 'close' });
const warn = (text: string): Word => ({ text, tone: 'warn', icon: 'alert' });
const open = (text: string): Word => ({ text, tone: 'plain', icon: 'question' });

// The reason the server gives where it was told nothing at all.
const unheard = (reason: string | undefined): boolean => reason === 'no run has been reported';
const unknown = (reason: string | undefined): Word => open(unheard(reason) ? 'Unknown: no runs' : 'Unknown');

export function verdictWord(verdict: LevelVerdict): Word {
  if (verdict === 'met') return good('Met');
  return verdict === 'breached' ? bad('Breached') : open('Unknown');
}

// With how late it is.
export function levelWord(level: LevelState): Word {
  const word = level.verdict === 'unknown' ? unknown(level.reason) : verdictWord(level.verdict);
  const late = level.verdict === 'breached' && level.slack_seconds !== undefined && level.slack_seconds < 0;
  return late ? { ...word, text: `${word.text}, ${spanWords(-(level.slack_seconds ?? 0))} late` } : word;
}

export function resultWord(check: { result: CheckResult; severity?: 'warning'; testable?: boolean }): Word {
  if (check.result === 'passed') return good('Passed');
  if (check.result === 'failed') return check.severity ? warn('Warning') : bad('Failed');
  return open(check.testable === false ? 'Not testable' : 'Unknown');
}

export function qualityWord(quality: ContractStatus['quality']): Word {
  if (quality.verdict === 'failed') return bad('Failed');
  if (quality.verdict === 'unknown') return unknown(quality.reason);
  return quality.warnings > 0 ? warn('Passed with warnings') : good('Passed');
}

const order = ['freshness', 'frequency', 'latency'];
const worst: LevelVerdict[] = ['breached', 'met', 'unknown'];

// Breached ones before all others, and freshness before what tells less.
export function byWeight(levels: LevelState[]): LevelState[] {
  const rank = (level: LevelState): number => {
    const place = order.indexOf(level.property);
    return worst.indexOf(level.verdict) * 10 + (place < 0 ? order.length : place);
  };
  return [...levels].sort((a, b) => rank(a) - rank(b));
}

export const answeredChecks = (quality: ContractStatus['quality']): number =>
  quality.passed + quality.failed + quality.warnings;

// "must be greater than 1000" for a rule's operators, "expected below 20" for what a test says itself.
export const expectedWords = (expected: string): string =>
  /^must(Not)?Be/.test(expected)
    ? expected.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
    : `expected ${expected}`;
