import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findProgram } from '../../bench/measure/program.ts';
import { compareRow } from './compare-row.ts';
import type { Outcome } from './compare-row.ts';
import { configurations } from './configurations.ts';
import type { Row } from './row.ts';
import { makeKeys } from './servers/keys.ts';
import { tableOf } from './table.ts';

// node test/tls/compare/run.ts [FILTER…] [--rows FILE] [--without-testssl] [--list]: see the README beside this file.
// Exit status 0 = equal wherever the tools agree, 1 = a difference, 2 = nothing was compared.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    'without-testssl': { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

const all =
  values.rows === undefined ? configurations : (JSON.parse(readFileSync(values.rows, 'utf8')) as Row[]);
const rows = all.filter(
  ({ name, server }) =>
    positionals.length === 0 || positionals.some((word) => `${server}: ${name}`.includes(word)),
);
if (values.list) {
  for (const { server, name } of rows) console.log(`${server}: ${name}`);
  process.exit(0);
}

const missing = ['openssl', 'sslscan', ...(values['without-testssl'] ? [] : ['testssl'])].filter(
  (name) => findProgram(name) === null,
);
if (missing.length > 0) {
  console.error(
    `nothing is compared: ${missing.join(', ')} not installed (Debian: openssl sslscan testssl.sh)`,
  );
  process.exit(2);
}

if (process.env.TENKEN_COMPARE_OWN_NETWORK === undefined) inOwnNetwork();

const keys = mkdtempSync(join(tmpdir(), 'tenken-compare-keys-'));
const outcomes: Outcome[] = [];
try {
  await makeKeys(keys);
  for (const row of rows) {
    process.stderr.write(`${row.server}: ${row.name}\n`);
    outcomes.push(
      await compareRow(row, { keys, withTestssl: !values['without-testssl'] }).catch((error: unknown) => ({
        row,
        skipped: error instanceof Error ? error.message : String(error),
      })),
    );
  }
} finally {
  rmSync(keys, { recursive: true, force: true });
}
console.log(tableOf(outcomes));
const output = resolve(import.meta.dirname, '../../output');
mkdirSync(output, { recursive: true });
writeFileSync(join(output, 'tls-compare.json'), `${JSON.stringify(outcomes, null, 2)}\n`);
const compared = outcomes.flatMap((outcome) => ('skipped' in outcome ? [] : [outcome]));
const differs = compared.some(({ agreements }) => agreements.some(({ verdict }) => verdict === 'differs'));
process.exit(compared.length === 0 ? 2 : differs ? 1 : 0);

/**
 * Runs this program again where there is nothing but a loopback interface: some servers cannot be told to listen there
 * only. Where that is not allowed, it goes on here and those servers are left out.
 */
function inOwnNetwork(): void {
  const unshare = findProgram('unshare');
  if (unshare === null) return;
  const own = userInfo().uid === 0 ? ['--net'] : ['--net', '--map-root-user'];
  const script = 'ip link set lo up && exec "$@"';
  if (spawnSync(unshare, [...own, 'sh', '-c', script, 'sh', 'true']).status !== 0) return;
  const { status } = spawnSync(
    unshare,
    [...own, 'sh', '-c', script, 'sh', process.execPath, ...process.argv.slice(1)],
    { stdio: 'inherit', env: { ...process.env, TENKEN_COMPARE_OWN_NETWORK: 'yes' } },
  );
  process.exit(status ?? 2);
}
