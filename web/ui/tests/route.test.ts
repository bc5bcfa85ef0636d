// Goal: a URL means one page and back again. Method: ids with every awkward character go through a link and return.
import { describe, expect, test } from 'vitest';
import { changed, lineageHref, parseRoute, productHref, searchHref } from '../src/model/route';

const parsed = (href: string) => {
  const url = new URL(href, 'http://h');
  return parseRoute(url.pathname, url.search);
};

describe('routes', () => {
  test.each([
    ['/', 'home', ''],
    ['/search', 'search', ''],
    ['/search/', 'search', ''],
    ['/p/urn:datacontract:a:b', 'product', 'urn:datacontract:a:b'],
    ['/p/a%2Fb', 'product', 'a/b'],
    ['/lineage/a%2Fb%2Fc', 'lineage', 'a/b/c'],
    ['/p', 'missing', ''],
    ['/p/a/b', 'missing', ''],
    ['/p/%E0%A4%A', 'missing', ''],
    ['/lineage/', 'missing', ''],
    ['/nothing', 'missing', ''],
  ])('%s is %s', (path, page, id) => {
    expect(parsed(path)).toMatchObject({ page, id });
  });

  test.each(['urn:datacontract:a:b', 'a/b', 'a%2Fb', '50%', 'ü?&=#+ x', '..x', '😀', 'https://h/x?y#z'])(
    'the id %s survives a link',
    (id) => {
      expect(parsed(productHref(id, { tab: 'history' }))).toMatchObject({ page: 'product', id });
      expect(parsed(lineageHref(id))).toMatchObject({ page: 'lineage', id });
    },
  );

  test('empty parameters leave no trace', () => {
    expect(searchHref({ q: '', domain: undefined })).toBe('/search');
    expect(productHref('a', { tab: '' })).toBe('/p/a');
  });

  test('one parameter changes, the others stay', () => {
    const route = parsed('/search?q=a&domain=x&domain=y');
    expect(changed(route, { q: 'b' })).toBe('/search?q=b&domain=x&domain=y');
    expect(changed(route, { q: undefined, domain: '' })).toBe('/search');
  });
});
