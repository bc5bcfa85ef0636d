// Goal: a search URL means one request, and every step leads to a URL. Method: parse, change, write, compare.
import { describe, expect, test } from 'vitest';
import { apiParameters, filterWords, parseSearch, searchUrl, toggled, withFilter } from '../src/model/search_state';

const state = (query: string) => parseSearch(new URLSearchParams(query));

describe('search state', () => {
  test.each(['', 'q=a+b', 'q=x&domain=a&domain=b&tag=t&sort=name&page=3', 'platform=kafka&status=retired&retired=1'])(
    '"%s" comes back',
    (query) => {
      expect(searchUrl(state(query))).toBe(query ? `/search?${query}` : '/search');
    },
  );

  test.each([
    ['page=0', 1],
    ['page=-3', 1],
    ['page=1.5', 1],
    ['page=x', 1],
    ['page=100000', 1],
    ['page=2', 2],
  ])('%s is page %i', (query, page) => {
    expect(state(query).page).toBe(page);
  });

  test('unknown parameters, repeats and empty values are ignored', () => {
    expect(searchUrl(state('zzz=1&domain=a&domain=a&owner=&sort=magic'))).toBe('/search?domain=a');
  });

  test('a changed filter starts at the first page', () => {
    expect(searchUrl(toggled(state('q=x&page=4'), 'domain', 'a'))).toBe('/search?q=x&domain=a');
    expect(searchUrl(toggled(state('domain=a&domain=b'), 'domain', 'a'))).toBe('/search?domain=b');
    expect(searchUrl(withFilter(state('domain=a&tag=t&page=2'), 'domain', []))).toBe('/search?tag=t');
  });

  test('the request pages by offset and always asks for facets', () => {
    expect(apiParameters(state('q=x&domain=a&domain=b&page=3&sort=updated')).toString()).toBe(
      'q=x&domain=a&domain=b&facets=true&limit=20&sort=updated&offset=40',
    );
  });

  test.each([
    [['a'], 'Domain is a'],
    [['a', 'b'], 'Domain is a or b'],
    [['a', 'b', 'c'], 'Domain is a, b or c'],
  ])('%j reads "%s"', (values, words) => {
    expect(filterWords('domain', values)).toBe(words);
  });
});
