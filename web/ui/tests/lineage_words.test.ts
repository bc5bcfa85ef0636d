// Goal: the table's sentences read as English, and the tree unfolds a node where it is nearest. Method: one edge or one
// small graph, one answer.
import { describe, expect, test } from 'vitest';
import type { LineageEdge } from '../src/api/types';
import { homes } from '../src/model/lineage/tree';
import { edgePhrase } from '../src/model/lineage/words';

const edge = (relation: string, more: Partial<LineageEdge> = {}): LineageEdge =>
  ({ from: 'a', to: 'b', relation, ...more }) as LineageEdge;

describe('how a node hangs together with a nearer one', () => {
  test.each([
    [edge('DERIVES'), true, 'derived from orders'],
    [edge('DERIVES'), false, 'derived into orders'],
    [edge('DERIVES', { type: 'DIRECT', subtype: 'IDENTITY' }), true, 'copy from orders'],
    [edge('DERIVES', { type: 'INDIRECT', subtype: 'JOIN' }), false, 'join (indirect) into orders'],
    [edge('REFERENCES'), true, 'refers to orders'],
    [edge('REFERENCES'), false, 'referred to by orders'],
    [edge('CONSUMES'), true, 'consumes orders'],
    [edge('CONSUMES'), false, 'consumed by orders'],
  ])('%o, as target %s: %s', (said, isTarget, words) => {
    expect(edgePhrase(said, isTarget, 'orders')).toBe(words);
  });
});

describe('where a tree unfolds a node', () => {
  const graph: Record<string, string[]> = { root: ['a', 'b'], a: ['c'], c: ['b', 'd'], b: ['d', 'root'], d: ['a'] };
  const home = homes('root', (id) => graph[id] ?? []);

  test('at the shortest way to it', () => {
    expect(home.get('b')).toBe('root');
    expect(home.get('d')).toBe('b');
    expect(home.get('c')).toBe('a');
  });

  test('never at itself, cycles or not', () => {
    expect(home.has('root')).toBe(false);
    expect(home.size).toBe(4);
  });
});
