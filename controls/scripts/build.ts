import { globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { builtName, parseData } from '../src/data/data-file.ts';

// node controls/scripts/build.ts [FOLDER]: what the YAML files below src say, as JSON, by the hash of each.
const source = resolve(import.meta.dirname, '../src');
const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../dist/data'));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const name of globSync('{checklists,profiles}/**/*.yaml', { cwd: source })) {
  const bytes = readFileSync(join(source, name));
  const path = join(folder, builtName(bytes));
  // A build that was broken off leaves nothing that looks whole.
  writeFileSync(`${path}.part`, JSON.stringify(parseData(bytes.toString('utf8'))));
  renameSync(`${path}.part`, path);
}
