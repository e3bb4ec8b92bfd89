import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runTenken } from '../e2e/tenken.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const tools = ['/usr/bin/localedef', '/usr/share/i18n/locales/ja_JP', '/usr/share/i18n/charmaps/UTF-8.gz'];
const missing = process.platform === 'linux' ? tools.find((path) => !existsSync(path)) : 'Linux';
if (missing !== undefined) console.warn(`skipped: scans in two languages take ${missing} (package locales)`);

/** The locale from this machine's own sources, in a folder of the test's: nothing is installed. */
function localeFolder(): string {
  const folder = join(scratchFolder(), 'locales');
  mkdirSync(folder);
  execFileSync('/usr/bin/localedef', ['-i', 'ja_JP', '-f', 'UTF-8', join(folder, 'ja_JP.UTF-8')], {
    stdio: 'ignore',
  });
  return folder;
}

type Finding = { control: string; variant: string; outcome: string; reason: string };

async function findingsIn(env: Record<string, string>): Promise<string[]> {
  const { exitCode, stdout, stderr } = await runTenken(['scan', '--json'], env);
  expect([0, 1], stderr).toContain(exitCode);
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  expect(findings.length).toBeGreaterThan(20);
  return findings.map(({ control, variant, outcome, reason }) =>
    [control, variant, outcome, reason].join(' '),
  );
}

describe.runIf(missing === undefined)('a scan of this machine', () => {
  test('finds the same whether it is started in Japanese or in English', { timeout: 180_000 }, async () => {
    const japanese = { LOCPATH: localeFolder(), LANG: 'ja_JP.UTF-8', LC_ALL: 'ja_JP.UTF-8', LANGUAGE: 'ja' };
    // The locale is really there: a program that is not asked in English names the day in Japanese.
    const day = execFileSync('/bin/date', ['-d', '2026-11-21', '+%A'], {
      env: { ...process.env, ...japanese },
    });
    expect(day.toString().trim()).toBe('土曜日');
    const inEnglish = await findingsIn({ LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', LANGUAGE: '' });
    const inJapanese = await findingsIn(japanese);
    expect(inJapanese).toEqual(inEnglish);
  });
});
