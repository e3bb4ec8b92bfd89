import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built } from '../packages/support/built.ts';
import { program } from './program.ts';

// Builds the packages, installs them into clean systems and looks into them: minutes, and programs that not every
// machine has. Each test that is skipped says what for.
const vitest = (project: string, ...filters: readonly string[]) =>
  program('node_modules/vitest/vitest.mjs', [
    'run',
    '--config',
    'test/vitest.config.ts',
    '--project',
    project,
    ...filters,
  ]);

const filters = process.argv.slice(2);
const results = [await vitest('packages', ...filters)];
if (filters.length === 0 && process.platform === 'linux' && process.arch === 'x64') {
  // The faults of a damaged spool, of the executable instead of the sources.
  const folder = mkdtempSync(join(tmpdir(), 'tenken-packages-'));
  execFileSync('tar', ['-C', folder, '-xzf', built('current', 'linux-x64.tar.gz')]);
  process.env['TENKEN_AGENT'] = join(folder, 'usr/lib/tenken-agent/tenken-agent');
  results.push(await vitest('integration', 'test/fault/f41-'));
  rmSync(folder, { recursive: true, force: true });
}
const result = results.includes('FAILED') ? 'FAILED' : 'passed';
if (result === 'FAILED') process.exitCode = 1;
console.log(`test:packages: ${result}`);
