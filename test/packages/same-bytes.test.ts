import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch-folder.ts';
import { built, buildInto, versions } from './support/built.ts';

test(
  'two builds of one commit give the same bytes, and the list of checksums fits',
  { timeout: 600_000 },
  () => {
    const again = scratchFolder();
    buildInto(again, 'linux-x64,win-x64', versions.current);
    const first = join(built('current', 'SHA256SUMS'), '..');
    const sums = readFileSync(join(first, 'SHA256SUMS'), 'utf8');
    expect(sums.trim().split('\n').length).toBeGreaterThanOrEqual(6);
    expect(readFileSync(join(again, 'SHA256SUMS'), 'utf8')).toBe(sums);
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: first });
  },
);
