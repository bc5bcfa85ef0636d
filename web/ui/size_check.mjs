// Fails when a page of the built UI is heavier than its budget. Budgets are gzip bytes over the wire.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = process.argv[2] ?? 'dist';
const KB = 1024;
const budget = { shell: 20 * KB, page: 40 * KB, css: 8 * KB, html: 30 * KB, docs: 480 * KB };

const assets = readdirSync(join(dist, 'assets')).filter((name) => !/\.(gz|br)$/.test(name));
const text = Object.fromEntries(assets.map((name) => [name, readFileSync(join(dist, 'assets', name), 'utf8')]));
const gz = Object.fromEntries(assets.map((name) => [name, gzipSync(text[name], { level: 9 }).length]));
const html = (name) => readFileSync(join(dist, name), 'utf8');
const namedIn = (source) => assets.filter((name) => source.includes(name));
const staticImports = (name) =>
  [...text[name].matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)].map((match) => match[1]).filter((n) => n in gz);
// import("./x.js") stands inside the dependency list of Vite's preload helper or alone; both name the file.
const dynamicImports = (name) =>
  [...text[name].matchAll(/import\(\s*["'`]\.\/([^"'`]+)["'`]/g)].map((match) => match[1]);

function closure(names) {
  const seen = new Set();
  const visit = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    if (name.endsWith('.js')) for (const next of staticImports(name)) visit(next);
  };
  for (const name of names) visit(name);
  return seen;
}
const bytes = (names, ending) => [...names].filter((n) => n.endsWith(ending)).reduce((sum, n) => sum + gz[n], 0);

const rows = [];
const add = (what, size, limit) => rows.push({ what, size, limit, ok: size <= limit });

const shell = closure(namedIn(html('index.html')));
add('index.html', gzipSync(html('index.html')).length, budget.html);
add('shell (js)', bytes(shell, '.js'), budget.shell);
add('css of the app', bytes(shell, '.css'), budget.css);
const pages = new Set([...shell].filter((n) => n.endsWith('.js')).flatMap(dynamicImports));
for (const page of [...pages].sort()) {
  const loaded = closure([page, ...shell, ...assets.filter((n) => /worker/.test(n) && text[page].includes(n))]);
  add(`page ${page} with shell (js)`, bytes(loaded, '.js'), budget.page);
}
add('API reference (js)', bytes(closure(namedIn(html('docs.html'))), '.js'), budget.docs);

for (const row of rows) {
  const percent = Math.round((100 * row.size) / row.limit);
  console.log(
    `${row.ok ? 'ok  ' : 'OVER'} ${row.what.padEnd(52)} ${(row.size / KB).toFixed(1).padStart(7)} KB of ${(row.limit / KB).toFixed(0)} (${percent} %)`,
  );
}
if (pages.size === 0) console.error('no lazily loaded page was found: the check itself is broken');
process.exitCode = rows.every((row) => row.ok) && pages.size > 0 ? 0 : 1;
