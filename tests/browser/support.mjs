// What every browser test needs: the real server with the sample company, Chromium, and a page that reports what went
// wrong in it. Packages come from web/ui, so that the repository has one lock file.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const require = createRequire(join(root, 'web', 'ui', 'package.json'));
const { chromium } = require('playwright-core');
export const axeSource = require('axe-core').source;

export const everything = process.env.TRAMA_TEST_ALL === '1';
export const widths = [
  [1440, 900],
  [1024, 768],
  [390, 844],
];
export const themes = ['light', 'dark'];

const binary = process.env.TRAMA_BIN ?? join(root, 'build', 'web', 'trama');
const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

// Starts `trama serve` on a free port with the arguments; {url, stop}. Without arguments: the sample company.
export async function startServer(args = ['--demo']) {
  const child = spawn(binary, ['serve', '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const url = await new Promise((resolve, reject) => {
    const take = (chunk) => {
      log += chunk;
      const found = /listening on (http:\/\/\S+)/.exec(log);
      if (found) resolve(found[1]);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}:\n${log}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.on('exit', resolve);
      child.kill('SIGTERM');
    });
  await untilReady(url);
  return { url, stop };
}

async function untilReady(url) {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    if ((await fetch(`${url}/readyz`)).ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server was not ready within a minute');
}

export async function startEmptyServer() {
  const folder = mkdtempSync(join(tmpdir(), 'trama-browser-'));
  const server = await startServer(['--data', folder]);
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

export const launch = () => chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });

// A page of its own context; `complaints` collects console errors, CSP reports and failed scripts. A 404 that a test
// provokes on purpose is no complaint.
export async function openPage(browser, server, options = {}) {
  const [width, height] = options.size ?? widths[0];
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width, height },
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const expected = /Failed to load resource/.test(message.text()) && options.failuresExpected;
    if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(`${message.type()}: ${message.text()}`);
  });
  return { page, complaints, close: () => context.close() };
}

export async function getJson(server, path) {
  const response = await fetch(server.url + path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

export const product = (id) => `/p/${encodeURIComponent(id)}`;
export const lineage = (id) => `/lineage/${encodeURIComponent(id)}`;

// The ids of the sample company that tests speak of.
export const sample = {
  orders: 'urn:datacontract:orders:fact-orders',
  customers: 'urn:datacontract:customer:dim-customers',
  late: 'urn:datacontract:payments:reconciliation',
  unheard: 'urn:datacontract:product-catalog:price-list',
  retired: 'urn:datacontract:marketing:newsletter-subscribers',
};

// When the picture, a table or the cards are there and nothing is under way any more.
export async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => !document.querySelector('.skeleton') && !document.querySelector('[aria-busy=true]'));
  if (await page.locator('.picture').count()) await page.waitForSelector('.gp-node');
}
