// Canonical node ids: `<contract>/<table>` and `<contract>/<table>/<path>`; each part encodes '%' and '/'.

const escapePart = (part: string): string => part.replaceAll('%', '%25').replaceAll('/', '%2F');

export const datasetId = (contract: string, table: string): string => `${escapePart(contract)}/${escapePart(table)}`;

// `path` is joined text whose names are escaped already.
export const fieldId = (contract: string, table: string, path: string): string =>
  `${datasetId(contract, table)}/${path}`;
