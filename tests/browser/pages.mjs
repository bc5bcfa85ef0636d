// Every page and state that pictures are taken of and axe looks at: [name, address, what to do first].
import { lineage, product, sample } from './support.mjs';

const column = `${sample.orders}/fact_orders/total_amount`;

export const pages = [
  ['home', '/'],
  ['suggestions', '/', (page) => typed(page, 'cust')],
  ['search', '/search?q=customer_id'],
  ['browse-filtered', '/search?domain=orders&status=active'],
  ['search-nothing', '/search?q=zzzqqq'],
  ['product-schema', product(sample.customers)],
  ['product-overview', `${product(sample.customers)}?tab=overview`],
  ['product-lineage', `${product(sample.customers)}?tab=lineage&view=graph`],
  ['product-contract', `${product(sample.customers)}?tab=contract`],
  ['product-quality', `${product(sample.customers)}?tab=quality`],
  ['product-late', `${product(sample.late)}?tab=quality`],
  ['product-unheard', `${product(sample.unheard)}?tab=quality`],
  ['product-history', `${product(sample.customers)}?tab=history`],
  ['product-retired', product(sample.retired)],
  ['product-missing', product('urn:datacontract:nowhere:lost')],
  ['lineage-picture', `${lineage(sample.orders)}?view=graph`],
  ['lineage-selected', `${lineage(sample.orders)}?view=graph&up=2&down=2`, (page) => page.locator('.gp-node.root .gp-main').first().click()],
  ['lineage-table', `${lineage(sample.orders)}?view=table&down=2`],
  ['lineage-tree', `${lineage(sample.orders)}?view=tree&up=2&down=2`],
  ['lineage-column', `${lineage(sample.orders)}?view=graph&col=${encodeURIComponent(column)}`],
  ['lineage-missing', lineage('urn:datacontract:nowhere:lost')],
  ['not-found', '/no/such/page'],
  ['help', '/search', (page) => page.keyboard.press('?')],
];

async function typed(page, text) {
  await page.getByRole('combobox').first().fill(text);
  await page.getByRole('option').first().waitFor();
}
