// Goal: a verdict is said in a word that claims no more than the server did.
import { describe, expect, test } from 'vitest';
import type { ContractStatus, LevelState } from '../src/api/types';
import {
  answeredChecks,
  byWeight,
  expectedWords,
  levelWord,
  qualityWord,
  resultWord,
  spanWords,
} from '../src/model/status_words';

const level = (property: string, verdict: LevelState['verdict'], more: Partial<LevelState> = {}): LevelState => ({
  property,
  verdict,
  reason: '',
  ...more,
});

const quality = (verdict: 'passed' | 'failed' | 'unknown', warnings = 0): ContractStatus['quality'] => ({
  verdict,
  warnings,
  passed: 3,
  failed: 1,
  unknown: 2,
  rules: [],
  tests: [],
});

describe('levels', () => {
  test('a breached level says how late it is, the others their word alone', () => {
    expect(levelWord(level('freshness', 'breached', { slack_seconds: -7300 })).text).toBe('Breached, 2 h late');
    expect(levelWord(level('latency', 'breached', { slack_seconds: 5 })).text).toBe('Breached');
    expect(levelWord(level('freshness', 'met', { slack_seconds: 60 })).text).toBe('Met');
    expect(levelWord(level('retention', 'unknown', { reason: 'no run tells it' })).text).toBe('Unknown');
    expect(levelWord(level('freshness', 'unknown', { reason: 'no run has been reported' }))).toEqual({
      text: 'Unknown: no runs',
      tone: 'plain',
      icon: 'question',
    });
  });

  test('a breached level leads, then a met one, and freshness before the rest', () => {
    const levels = [level('availability', 'unknown'), level('frequency', 'met'), level('freshness', 'met')];
    expect(byWeight(levels)[0]?.property).toBe('freshness');
    expect(byWeight([...levels, level('latency', 'breached')])[0]?.property).toBe('latency');
    expect(byWeight([level('retention', 'unknown'), level('freshness', 'unknown')])[0]?.property).toBe('freshness');
  });

  test('spans are one unit, rounded down', () => {
    expect([0, 59, 60, 3599, 91_000, 172_800].map(spanWords)).toEqual([
      '0 s',
      '59 s',
      '1 min',
      '59 min',
      '25 h',
      '2 d',
    ]);
  });
});

describe('quality', () => {
  test('a warning is neither passed nor failed, and words alone cannot be tested', () => {
    expect(resultWord({ result: 'failed', severity: 'warning' })).toMatchObject({ text: 'Warning', tone: 'warn' });
    expect(resultWord({ result: 'failed' }).tone).toBe('bad');
    expect(resultWord({ result: 'unknown', testable: false }).text).toBe('Not testable');
    expect(resultWord({ result: 'unknown' }).tone).toBe('plain');
  });

  test('what was expected is said as a rule or in the words of the test', () => {
    expect(expectedWords('mustBeGreaterThan 1000')).toBe('must be greater than 1000');
    expect(expectedWords('mustNotBe 0 and mustBeLessThan 7')).toBe('must not be 0 and must be less than 7');
    expect(expectedWords('below 20')).toBe('expected below 20');
  });

  test('the whole is said as the server judged it', () => {
    expect(qualityWord(quality('failed')).text).toBe('Failed');
    expect(qualityWord(quality('unknown')).text).toBe('Unknown');
    expect(qualityWord(quality('passed')).text).toBe('Passed');
    expect(qualityWord(quality('passed', 1)).text).toBe('Passed with warnings');
    expect(answeredChecks(quality('passed', 1))).toBe(5);
  });
});
