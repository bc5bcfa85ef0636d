// Runs Biome (lint and format in one binary). The binaries are named in package.json themselves, instead of the
// @biomejs/biome package that only picks one of ten, so that the lock file names no platform we do not build on.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const binary = join(import.meta.dirname, 'node_modules', '@biomejs', `cli-linux-${process.arch}`, 'biome');
const { status, error } = spawnSync(binary, process.argv.slice(2), { stdio: 'inherit', cwd: import.meta.dirname });
if (error) console.error(`biome: ${error.message}`);
process.exitCode = status ?? 1;
