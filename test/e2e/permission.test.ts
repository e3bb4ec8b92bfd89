import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controls } from '@tenken/controls';
import { describe, expect, test } from 'vitest';
import { runTenken } from './tenken.ts';

type Verdict = { control: string; outcome: string; reason: string };

const isRoot = process.getuid?.() === 0;
if (!isRoot) {
  console.warn('skipped: giving up rights needs to have them; run as root to test what nobody may see');
}

function scanAsNobody(...args: string[]): Verdict[] {
  const script = join(import.meta.dirname, 'scan-as-nobody.ts');
  return JSON.parse(execFileSync(process.execPath, [script, ...args], { encoding: 'utf8' })) as Verdict[];
}

describe.runIf(isRoot)('a scan without rights', () => {
  test('of a system that it may not read is not permitted or unknown for every control, never pass, never fail', () => {
    const root = mkdtempSync(join(tmpdir(), 'tenken-closed-'));
    try {
      for (const folder of ['etc', 'proc', 'sys', 'var/lib']) {
        mkdirSync(join(root, folder), { recursive: true });
      }
      chmodSync(root, 0o700);
      const verdicts = scanAsNobody(root);
      expect(verdicts.map(({ control }) => control)).toEqual(controls.map(({ id }) => id));
      const isDenied = ({ outcome, reason }: Verdict) =>
        outcome === 'error' && reason === 'permission-denied';
      // Nothing is declared for some, of others nothing can be told; a network device this is not, and nobody has named
      // servers to measure.
      const inapplicable = ['other-kind-of-machine', 'no-target'];
      for (const verdict of verdicts.filter((one) => !isDenied(one))) {
        const expected =
          verdict.outcome === 'not-applicable'
            ? { ...verdict, reason: inapplicable.find((one) => one === verdict.reason) }
            : { ...verdict, outcome: 'unknown' };
        expect(verdict).toEqual(expected);
      }
      expect(verdicts.filter(isDenied).length).toBeGreaterThan(verdicts.length * 0.8);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  test('of this machine passes nothing that the administrator does not see pass', async () => {
    const { stdout } = await runTenken(['scan', '--json']);
    const asRoot = new Map(
      (JSON.parse(stdout) as { findings: (Verdict & { variant: string })[] }).findings
        .filter(({ variant }) => variant === 'default')
        .map(({ control, outcome }) => [control, outcome]),
    );
    const asNobody = scanAsNobody();
    expect(asNobody.map(({ control }) => control)).toEqual(controls.map(({ id }) => id));
    for (const { control, outcome } of asNobody) {
      if (outcome === 'pass') expect(asRoot.get(control), control).toBe('pass');
    }
  });
});
