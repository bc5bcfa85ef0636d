// See tests/browser/shots.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from './pages.mjs';
import { launch, openPage, settled, startServer, themes, widths } from './support.mjs';

const [folder = join(import.meta.dirname, '..', '..', 'build', 'shots'), ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const [server, browser] = await Promise.all([startServer(), launch()]);
try {
  for (const [name, path, act] of pages.filter(([name]) => wanted.length === 0 || wanted.includes(name))) {
    for (const size of widths) {
      for (const theme of themes) {
        const { page, close } = await openPage(browser, server, { size, theme });
        await page.goto(path);
        await settled(page);
        await act?.(page);
        await page.waitForTimeout(150);
        await page.screenshot({ path: join(folder, `${name}-${size[0]}-${theme}.png`) });
        await close();
      }
    }
    console.log(name);
  }
} finally {
  await browser.close();
  await server.stop();
}
