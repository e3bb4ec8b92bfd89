import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findProgram } from '../../bench/measure/program.ts';
import type { Outcome } from './compare-row.ts';

// A handful of the configurations; all of them by run.ts, which takes minutes, with testssl hours.

const runner = join(import.meta.dirname, 'run.ts');
const results = resolve(import.meta.dirname, '../../output/tls-compare.json');

/** By the runner as a process of its own: it has a network to itself and ends what it starts. */
function compare(...args: string[]): { words: string; outcomes: Outcome[] } {
  rmSync(results, { force: true });
  const { stdout, stderr } = spawnSync(process.execPath, [runner, ...args], { encoding: 'utf8' });
  const outcomes = existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Outcome[]) : [];
  return { words: `${stdout}${stderr}`, outcomes };
}

/** A row whose server is not installed is skipped by the runner, with its reason in the table. */
function expectEqual({ words, outcomes }: ReturnType<typeof compare>): void {
  const compared = outcomes.flatMap((outcome) => ('skipped' in outcome ? [] : [outcome]));
  expect(compared.length, words).toBeGreaterThan(0);
  const different = compared.flatMap(({ agreements }) =>
    agreements.filter(({ verdict }) => verdict === 'differs'),
  );
  expect(different, words).toEqual([]);
}

const lacking = (...names: string[]) => names.filter((name) => findProgram(name) === null).join(', ');

const missing = lacking('openssl', 'sslscan');
describe.skipIf(missing !== '')(`beside sslscan${missing && `: skipped without ${missing}`}`, () => {
  test('a handful of servers accept what sslscan finds, in the same order', () => {
    expectEqual(
      compare(
        '--without-testssl',
        'nginx: IPA 推奨, both certificates',
        'nginx: everything at level 0',
        'nginx: TLS 1.1 only',
        'openssl: as delivered',
        'openssl: NULL',
        'gnutls: NORMAL',
        'stunnel: server order',
        'node: client order',
      ),
    );
  });
});

const missingForBoth = lacking('openssl', 'sslscan', 'testssl');
describe.skipIf(missingForBoth !== '')(
  `beside sslscan and testssl${missingForBoth && `: skipped without ${missingForBoth}`}`,
  () => {
    test('one server accepts what both find', () => {
      expectEqual(compare('openssl: one suite of TLS 1.3'));
    });
  },
);
