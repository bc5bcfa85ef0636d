// Goal: no page or state has a violation of WCAG 2.2 AA or of good practice. Method: axe on each, in every theme; with
// TRAMA_TEST_ALL=1 also at every width, else at the widest in light and the narrowest in dark.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pages } from './pages.mjs';
import { axeSource, everything, launch, openPage, settled, startServer, themes, widths } from './support.mjs';

let server;
let browser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const combinations = everything
  ? widths.flatMap((size) => themes.map((theme) => ({ size, theme })))
  : [{ size: widths[0], theme: 'light' }, { size: widths[2], theme: 'dark' }];

async function violations(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values } }), tags);
  return result.violations.slice(0, 10).flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}`));
}

for (const { size, theme } of combinations) {
  for (const [name, path, act] of pages) {
    test(`${name} at ${size[0]} px in ${theme}`, async () => {
      const { page, close } = await openPage(browser, server, { size, theme });
      try {
        await page.goto(path);
        await settled(page);
        await act?.(page);
        assert.deepEqual(await violations(page), []);
      } finally {
        await close();
      }
    });
  }
}
