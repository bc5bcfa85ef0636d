// Goal: an empty catalog says what to do, and what it says works. Method: a server on an empty folder.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, openPage, settled, startEmptyServer } from './support.mjs';

let server;
let browser;
before(async () => {
  [server, browser] = await Promise.all([startEmptyServer(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const contract = `apiVersion: v3.1.0
kind: DataContract
id: urn:datacontract:test:first
version: 1.0.0
name: First product
status: active
domain: test
schema:
  - name: things
    properties:
      - name: thing_id
        logicalType: string
        primaryKey: true
`;

test('home tells how to publish the first contract, and shows it once that was done', async () => {
  const { page, complaints, close } = await openPage(browser, server);
  await page.goto('/');
  await settled(page);
  await page.getByRole('heading', { name: 'No products yet' }).waitFor();
  const advice = await page.locator('.note').innerText();
  assert.ok(advice.includes(`${server.url}/api/v1/contracts`), 'the line to paste names this server');
  const published = await fetch(`${server.url}/api/v1/contracts`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: contract,
  });
  assert.equal(published.status, 201);
  await page.goto('/');
  await page.getByRole('link', { name: 'First product' }).first().click();
  await settled(page);
  assert.match(await page.locator('.schema').innerText(), /thing_id/);
  assert.deepEqual(complaints, []);
  await close();
});
