import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage } from '../src/configuration/configuration-page.ts';

// Writes the page of the collector's configuration, or with --check fails when the committed one differs.
const path = join(import.meta.dirname, '..', '..', 'shared', 'docs', 'configuration.md');

if (!process.argv.includes('--check')) {
  writeFileSync(path, configurationPage());
} else if (!existsSync(path) || readFileSync(path, 'utf8') !== configurationPage()) {
  process.stderr.write(
    'shared/docs/configuration.md is not up to date; run npm run docs and read the diff\n',
  );
  process.exitCode = 1;
}
