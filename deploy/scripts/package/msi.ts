import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { About } from './about.ts';
import { msiTables } from './msi-tables.ts';
import { setSummary } from './msi-summary.ts';
import { stableId } from './stable-id.ts';

const sources = resolve(import.meta.dirname, '../../windows');

export type Msi = { about: About; executable: Buffer; licence: Buffer };

/** @returns why none can be built here, null when it can */
export function whyNoMsi(): string | null {
  const missing = ['wixl', 'msibuild'].filter((program) => spawnSync(program, ['--version']).error);
  return missing.length === 0
    ? null
    : `${missing.join(' and ')} missing (Debian: apt-get install wixl msitools)`;
}

/** An installer of Windows: the program, its hourly task as SYSTEM, a folder for its keys that others cannot read. */
export function writeMsi({ about, executable, licence }: Msi): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-msi-'));
  try {
    writeFileSync(join(folder, 'tenken-agent.exe'), executable);
    writeFileSync(join(folder, 'LICENSE.node.txt'), licence);
    for (const name of ['tenken-agent-task.xml', 'tenken-agent.wxs']) {
      copyFileSync(join(sources, name), join(folder, name));
    }
    for (const name of ['tenken-agent.exe', 'LICENSE.node.txt', 'tenken-agent-task.xml']) {
      utimesSync(join(folder, name), about.builtAt, about.builtAt);
    }
    // Another content is another product, also under the same version.
    const content = createHash('sha256').update(executable).digest('hex');
    const product = stableId('msi', about.version, content);
    const output = join(folder, 'agent.msi');
    const defines = [`ProductCode=${product}`, `Version=${about.version}`].flatMap((text) => ['-D', text]);
    // The cabinet's times are local ones.
    const env = { ...process.env, TZ: 'UTC', LC_ALL: 'C' };
    execFileSync('wixl', ['-a', 'x64', ...defines, '-o', output, join(folder, 'tenken-agent.wxs')], {
      env,
      stdio: 'pipe',
    });
    for (const statement of msiTables()) {
      execFileSync('msibuild', [output, '-q', statement], { env, stdio: 'pipe' });
    }
    return setSummary(readFileSync(output), stableId('msi-package', product), about.builtAt);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
