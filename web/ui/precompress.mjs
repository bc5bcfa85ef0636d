// Writes file.gz and file.br beside every built file that gets smaller, so that the server only ever copies bytes.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = process.argv[2] ?? 'dist';
const worthwhile = (packed, plain) => packed.length < plain.length * 0.95;

function compress(file) {
  const plain = readFileSync(file);
  const gzip = gzipSync(plain, { level: 9 });
  const brotli = brotliCompressSync(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
  if (worthwhile(gzip, plain)) writeFileSync(`${file}.gz`, gzip);
  if (worthwhile(brotli, plain)) writeFileSync(`${file}.br`, brotli);
}

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (!entry.isFile()) continue;
  if (/\.(gz|br)$/.test(entry.name)) rmSync(file);
  else compress(file);
}
