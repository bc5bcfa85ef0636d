// Goal: whole tasks of a person, on the real server with the sample company. Method: do what the person does, by role
// and name as a screen reader would find things, and look at what is on the screen.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getJson, launch, lineage, openPage, product, sample, settled, startServer } from './support.mjs';

let server;
let browser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// Runs a task on a fresh page, and fails if the page itself complained.
async function task(run, options) {
  const { page, complaints, close } = await openPage(browser, server, options);
  try {
    await run(page);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
}

const heading = (page) => page.getByRole('heading', { level: 1 }).innerText();

describe('finding', () => {
  test('home counts what the server counts and leads to a domain', () =>
    task(async (page) => {
      await page.goto('/');
      await settled(page);
      const { total, facets } = await getJson(server, '/api/v1/search?q=&facets=true&limit=1');
      assert.match(await page.locator('.hero').innerText(), new RegExp(`${total} entries`));
      const [domain] = facets.domain;
      await page.getByRole('region', { name: 'Domains' }).getByRole('link', { name: domain.value, exact: true }).click();
      await settled(page);
      assert.match(await heading(page), new RegExp(`^${domain.count} entr`));
    }));

  test('a product is found by the name of a column, and its owner is read', () =>
    task(async (page) => {
      await page.goto('/');
      await page.getByRole('combobox').fill('customer_id');
      await page.keyboard.press('Enter');
      await settled(page);
      const { total } = await getJson(server, '/api/v1/search?q=customer_id&facets=true&limit=20');
      assert.equal(await heading(page), `${total} results for “customer_id”`);
      const card = page.locator('.card', { has: page.locator(`a[href="${product(sample.customers)}"]`) });
      assert.match(await card.locator('.card-match').first().innerText(), /Matched columns?\s+customer_id/);
      await card.locator('.card-match a', { hasText: 'customer_id' }).first().click();
      await settled(page);
      const { contract } = await getJson(server, `/api/v1/contracts/${encodeURIComponent(sample.customers)}?format=json`);
      const owner = page.locator('.trust-cell', { has: page.getByText('Owner', { exact: true }) });
      assert.match(await owner.innerText(), new RegExp(contract.owner));
      assert.match(await page.locator('tr.selected').innerText(), /customer_id/);
    }));

  test('suggestions open with the first letters and lead on', () =>
    task(async (page) => {
      await page.goto('/');
      await page.getByRole('combobox').pressSequentially('fact-ord');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('ArrowDown');
      assert.equal(await page.getByRole('option').first().getAttribute('aria-selected'), 'true');
      await page.keyboard.press('Enter');
      await settled(page);
      assert.match(page.url(), /\/p\/urn%3Adatacontract%3Aorders%3Afact-orders/);
    }));

  test('filters narrow, are said in words, and Back takes them away', () =>
    task(async (page) => {
      await page.goto('/search');
      await settled(page);
      const all = await heading(page);
      const filter = page.getByRole('group', { name: 'Domain' }).getByRole('checkbox').first();
      const name = await page.locator('.facet').first().locator('.facet-name').first().innerText();
      await filter.check();
      await page.getByRole('list', { name: 'Filters in use' }).waitFor();
      await settled(page);
      assert.match(await page.locator('.chips').innerText(), new RegExp(`Domain is ${name}`));
      const count = Number(await page.locator('.facet').first().locator('.count').first().innerText());
      assert.match(await heading(page), new RegExp(`^${count} entr`));
      await page.goBack();
      await settled(page);
      assert.equal(await heading(page), all);
      assert.equal(await page.locator('.chips').count(), 0);
    }));

  test('a misspelt word is answered with a better one', () =>
    task(async (page) => {
      await page.goto('/search?q=custmer');
      await settled(page);
      await page.getByText('Did you mean').getByRole('link').click();
      await settled(page);
      assert.ok((await page.locator('.card').count()) > 0);
    }));

  test('filters that leave nothing say what each of them hides', () =>
    task(async (page) => {
      const { facets } = await getJson(server, '/api/v1/search?q=&facets=true&limit=1');
      const [domain] = facets.domain;
      await page.goto(`/search?q=zzzqqq&domain=${encodeURIComponent(domain.value)}`);
      await settled(page);
      assert.match(await page.locator('.note').innerText(), /Nothing found for “zzzqqq”/);
    }));

  test('a retired product is left out until asked for, and says what it is', () =>
    task(async (page) => {
      const card = page.locator(`.card a[href="${product(sample.retired)}"]`);
      await page.goto('/search?q=newsletter+subscribers');
      await settled(page);
      assert.equal(await card.count(), 0);
      await page.getByRole('checkbox', { name: 'Include retired' }).check();
      await card.first().waitFor();
      await card.first().click();
      await page.getByRole('heading', { name: 'This product is retired' }).waitFor();
    }));
});

describe('a product', () => {
  test('shows every field the contract has', () =>
    task(async (page) => {
      await page.goto(product(sample.orders));
      await settled(page);
      const { contract } = await getJson(server, `/api/v1/contracts/${encodeURIComponent(sample.orders)}?format=json`);
      const shown = await page.locator('.field-row .schema-name').allInnerTexts();
      const wanted = contract.datasets.flatMap((dataset) => dataset.fields.map((field) => field.name));
      assert.deepEqual(shown.map((text) => text.replace(/(\[\]|\{\})$/, '').trim()), wanted);
    }));

  test('gives the document back byte for byte', () =>
    task(async (page) => {
      await page.goto(`${product(sample.orders)}?tab=contract`);
      await settled(page);
      const path = `/api/v1/contracts/${encodeURIComponent(sample.orders)}?format=original`;
      const original = await (await fetch(server.url + path)).text();
      assert.equal(await page.locator('pre.document').textContent(), original);
    }));

  test('lists its versions, and an old one says that it is old', () =>
    task(async (page) => {
      await page.goto(`${product(sample.orders)}?tab=history`);
      await settled(page);
      const { items } = await getJson(server, `/api/v1/contracts/${encodeURIComponent(sample.orders)}/versions`);
      const rows = page.getByRole('region', { name: 'Versions' }).locator('tbody tr');
      assert.equal(await rows.count(), items.length);
      await rows.getByRole('link', { name: '1.0.0' }).click();
      await page.getByText('You are reading version 1.0.0').waitFor();
    }));

  test('does not claim that promises are kept where no run was reported', () =>
    task(async (page) => {
      await page.goto(product(sample.unheard));
      await settled(page);
      assert.match(await trustCell(page, 'Service level'), /Freshness 15 minutes\s+Unknown/);
      assert.match(await trustCell(page, 'Quality'), /rules\s+Unknown/);
      await page.getByRole('link', { name: 'Quality & SLA' }).click();
      await settled(page);
      const said = await page.locator('main').innerText();
      assert.match(said, /no run has been reported/);
      assert.doesNotMatch(said, /Met|Passed|Breached|Failed/);
    }));

  test('a broken promise is read with its age, its reason and the runs behind it', () =>
    task(async (page) => {
      await page.goto(product(sample.late));
      await settled(page);
      assert.match(await trustCell(page, 'Service level'), /Freshness 6 hours\s+Breached, 25 h late/);
      await page.keyboard.press('5');
      await page.waitForURL(/tab=quality/);
      await settled(page);
      const { sla, datasets } = await getJson(server, `/api/v1/contracts/${encodeURIComponent(sample.late)}/status`);
      const said = await page.locator('main').innerText();
      assert.equal(sla.verdict, 'breached');
      for (const level of sla.levels) assert.ok(said.includes(level.verdict === 'breached' ? 'Breached' : level.reason));
      assert.match(said, /the last run failed/);
      assert.ok(said.includes(datasets[0].last_load.run));
      assert.ok(said.includes(datasets[0].last_failure.run));
    }));

  test('kept promises are told with their last load, and an older version is not judged', () =>
    task(async (page) => {
      await page.goto(product(sample.orders));
      await settled(page);
      assert.match(await trustCell(page, 'Service level'), /Freshness 1 hour\s+Met/);
      assert.match(await trustCell(page, 'Quality'), /4 of 4 passed\s+Passed/);
      await page.goto(`${product(sample.orders)}?v=1.0.0`);
      await settled(page);
      assert.match(await trustCell(page, 'Service level'), /Not judged/);
    }));

  test('an unknown id offers a search for its last part', () =>
    task(
      async (page) => {
        await page.goto(product('urn:datacontract:nowhere:lost-table'));
        await page.getByRole('heading', { name: 'No such product' }).waitFor();
        assert.equal(await page.getByRole('searchbox').inputValue(), 'lost table');
      },
      { failuresExpected: true },
    ));

  test('an unknown address is a page that says so', () =>
    task(async (page) => {
      await page.goto('/no/such/page');
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    }));
});

const trustCell = (page, term) =>
  page.locator('.trust-cell', { has: page.getByText(term, { exact: true }) }).innerText();

const rowIds = (page) => page.locator('.lineage-table tbody tr').evaluateAll((rows) => rows.map((row) => row.dataset.id));

describe('lineage', () => {
  test('picture, table, tree and API give the same nodes', () =>
    task(async (page) => {
      for (const id of [sample.orders, sample.customers]) {
        const api = await getJson(server, `/api/v1/lineage?node=${encodeURIComponent(id)}&depth=1&level=dataset`);
        const wanted = api.nodes.map((node) => node.id).sort();
        await page.goto(`${lineage(id)}?view=table`);
        await settled(page);
        assert.deepEqual((await rowIds(page)).sort(), wanted);
        await page.getByRole('link', { name: 'Picture' }).click();
        await settled(page);
        await page.getByRole('button', { name: 'Fit the picture' }).click();
        assert.match(await page.locator('.lineage-count').innerText(), new RegExp(`^${wanted.length} of `));
        await page.getByRole('link', { name: 'Tree' }).click();
        await settled(page);
        const tree = await page.locator('.tree li[data-id]').evaluateAll((items) => items.map((item) => item.dataset.id));
        assert.deepEqual([...new Set([...tree, ...api.roots])].sort(), wanted);
      }
    }));

  test('a column is traced across domains, from the schema to the table', () =>
    task(async (page) => {
      await page.goto(`${product(sample.orders)}?col=total_amount`);
      await settled(page);
      await page.locator('tr.selected').getByRole('link', { name: 'Trace total_amount' }).click();
      await settled(page);
      assert.match(await page.locator('.trace-bar').innerText(), /Path of column total_amount/);
      const column = new URL(page.url()).searchParams.get('col');
      const api = await getJson(server, `/api/v1/lineage?node=${encodeURIComponent(column)}&level=column`);
      const domains = new Set(api.nodes.map((node) => node.domain).filter(Boolean));
      assert.ok(domains.size > 1, 'the sample traces it over several domains');
      await page.getByRole('link', { name: 'Table' }).click();
      await settled(page);
      assert.deepEqual((await rowIds(page)).sort(), api.nodes.map((node) => node.id).sort());
    }));

  test('hidden neighbours are counted, open on demand, and Back closes them', () =>
    task(async (page) => {
      await page.goto(lineage(sample.orders));
      await settled(page);
      const shown = async () => Number(/^(\d+) of/.exec(await page.locator('.lineage-count').innerText())?.[1]);
      const before = await shown();
      const stub = page.locator('.gp-stub').first();
      const hidden = Number((await stub.innerText()).slice(1));
      await stub.focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/open=/);
      await page.waitForFunction((n) => !document.querySelector('.lineage-count').textContent.startsWith(`${n} of`), before);
      assert.equal(await shown(), before + Math.min(10, hidden));
      await page.goBack();
      await page.waitForFunction((n) => document.querySelector('.lineage-count').textContent.startsWith(`${n} of`), before);
    }));

  test('a node shows who owns it, and its columns can be traced', () =>
    task(async (page) => {
      await page.goto(lineage(sample.orders));
      await settled(page);
      await page.locator('.gp-node.root .gp-main').first().click();
      const panel = page.getByRole('complementary', { name: 'Selected node' });
      await panel.getByRole('button', { name: /order_id/ }).first().click();
      await page.waitForURL(/col=/);
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => !location.search.includes('col='));
    }));

  test('the export has the rows of the table', () =>
    task(async (page) => {
      await page.goto(`${lineage(sample.orders)}?view=table&down=2`);
      await settled(page);
      const rows = await rowIds(page);
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: /^CSV/ }).click(),
      ]);
      const chunks = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk);
      const lines = Buffer.concat(chunks).toString('utf8').split('\r\n');
      assert.equal(lines.length, rows.length + 1);
    }));
});

describe('by keyboard alone', () => {
  test('from a slash to a product, its tabs, and back', () =>
    task(async (page) => {
      await page.goto('/search');
      await settled(page);
      await page.keyboard.press('/');
      await page.keyboard.type('orders');
      await page.keyboard.press('Enter');
      await page.waitForURL(/q=orders/);
      await settled(page);
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      const first = await page.locator('.card-link').first().getAttribute('href');
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), first);
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/p\//);
      await settled(page);
      await page.keyboard.press('2');
      await page.waitForURL(/tab=overview/);
      await page.keyboard.press('g');
      await page.keyboard.press('h');
      await page.waitForURL((url) => url.pathname === '/');
    }));

  test('the schema is walked, opened and a column traced', () =>
    task(async (page) => {
      await page.goto(product(sample.orders));
      await settled(page);
      await page.locator('tr[tabindex="0"]').focus();
      await page.keyboard.press('ArrowDown');
      const key = await page.evaluate(() => document.activeElement.dataset.key);
      assert.match(key, /\//);
      await page.keyboard.press('t');
      await page.waitForURL(/\/lineage\/.*col=/);
    }));

  test('the picture is walked along the data and back to the start', () =>
    task(async (page) => {
      await page.goto(lineage(sample.orders));
      await settled(page);
      const focused = () => page.evaluate(() => document.activeElement.closest('.gp-node')?.dataset.id);
      await page.locator('.gp-node.root .gp-main').first().focus();
      const start = await focused();
      await page.keyboard.press('ArrowRight');
      const next = await focused();
      assert.notEqual(next, start);
      const edges = (await getJson(server, `/api/v1/lineage?node=${encodeURIComponent(start)}&depth=1&level=dataset`)).edges;
      assert.ok(edges.some((edge) => edge.from === start && edge.to === next), 'it went along an edge');
      assert.match(await page.locator('#announcer').innerText(), /upstream/);
      await page.keyboard.press('Home');
      assert.equal(await focused(), start);
    }));

  test('help opens, names the keys, and gives the focus back', () =>
    task(async (page) => {
      await page.goto('/search');
      await settled(page);
      await page.keyboard.press('?');
      await page.getByRole('dialog').getByRole('heading', { name: 'Keys' }).waitFor();
      await page.keyboard.press('Escape');
      assert.equal(await page.getByRole('dialog').count(), 0);
    }));

  test('single-key shortcuts can be switched off', () =>
    task(async (page) => {
      await page.goto('/search');
      await settled(page);
      await page.keyboard.press('?');
      await page.getByRole('checkbox', { name: 'Single-key shortcuts are on' }).uncheck();
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      assert.equal(await page.getByRole('dialog').count(), 0);
    }));
});

describe('everywhere', () => {
  test('the theme is switched and remembered', () =>
    task(async (page) => {
      await page.goto('/');
      await settled(page);
      const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const light = await ground();
      await page.getByRole('button', { name: /^Theme/ }).click();
      await page.getByRole('button', { name: /^Theme/ }).click();
      const dark = await ground();
      assert.notEqual(dark, light);
      await page.reload();
      assert.equal(await ground(), dark);
    }));

  test('on a phone the filters are a sheet and the lineage is a tree', () =>
    task(
      async (page) => {
        await page.goto('/search');
        await settled(page);
        await page.getByRole('button', { name: 'Filters' }).click();
        const sheet = page.getByRole('dialog', { name: 'Filters' });
        await sheet.getByRole('checkbox').first().check();
        await sheet.getByRole('button', { name: /^Show \d+ results?$/ }).click();
        await page.getByRole('list', { name: 'Filters in use' }).waitFor();
        await page.goto(lineage(sample.orders));
        await settled(page);
        assert.ok((await page.locator('.tree li').count()) > 0);
      },
      { size: [390, 844] },
    ));

  test('no page scrolls sideways on a phone or at 320 px', async () => {
    for (const size of [[390, 844], [320, 640]]) {
      await task(
        async (page) => {
          for (const path of ['/', '/search?q=customer', product(sample.orders), `${product(sample.orders)}?tab=overview`, lineage(sample.orders)]) {
            await page.goto(path);
            await settled(page);
            const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.equal(over, 0, `${path} at ${size[0]} px`);
          }
        },
        { size },
      );
    }
  });

  test('the API reference lists the operations of openapi.json', () =>
    task(async (page) => {
      await page.goto('/docs');
      const { paths } = await getJson(server, '/openapi.json');
      const methods = ['get', 'put', 'post', 'delete', 'patch'];
      const operations = Object.values(paths).flatMap((path) => Object.keys(path).filter((key) => methods.includes(key)));
      assert.ok(operations.length > 10);
      await page.waitForFunction((count) => document.querySelectorAll('.opblock').length === count, operations.length);
    }));

  test('Back from a product restores the place in the results', () =>
    task(async (page) => {
      await page.goto('/search');
      await settled(page);
      const last = page.locator('.card-link').last();
      await last.scrollIntoViewIfNeeded();
      const place = await page.evaluate(() => scrollY);
      await last.click();
      await page.waitForURL(/\/(p|lineage)\//);
      await settled(page);
      await page.goBack();
      await settled(page);
      await page.waitForFunction((y) => Math.abs(scrollY - y) < 4, place);
    }));
});
