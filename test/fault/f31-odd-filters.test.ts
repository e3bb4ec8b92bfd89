import { expect, test } from 'vitest';
import { apiToken } from '../support/people.ts';
import { keptConnection, send } from '../support/https.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';

type Row = Record<string, unknown>;

/** What SQL and LIKE give a meaning, beside values that are there. */
const odd = [
  "' or '1'='1",
  "'; drop table finding; --",
  '%',
  '_',
  'os-%',
  'os_patched',
  '\\',
  '"',
  '*',
  'NULL',
  'os-patched\u0000',
  'ＯＳ-patched',
  ' os-patched',
  'OS-PATCHED',
  '[]',
  '0x6f',
] as const;

test('F31: filters with the signs of SQL give what a plain comparison gives, and soon', async () => {
  const collector = await ownCollector();
  for (let count = 0; count < 3; count += 1) await reportOnce(await enrolHere(collector));
  await collector.context.evaluator.settle();
  const token = await apiToken(collector.directory.path, 'auditor');
  const authority = collector.context.authority.anchor;
  const connection = keptConnection({ authority });
  const ask = (query: string, over: typeof connection | null = connection) =>
    send(
      `${collector.url}/api/v1/findings?limit=500&sort=host${query}`,
      { authority },
      {
        method: 'GET',
        headers: { authorization: `Bearer ${token}` },
        ...(over && { connection: over }),
      },
    );
  const all = (await ask('')).json['findings'] as Row[];
  expect(all.length).toBeGreaterThan(20);
  const known = {
    host: String(all[0]?.['hostId']),
    control: String(all[0]?.['control']),
    variant: 'default',
  };
  const times: number[] = [];
  for (const name of ['host', 'control', 'variant'] as const) {
    for (const value of [known[name], ...odd]) {
      const before = process.cpuUsage();
      const answer = await ask(`&${name}=${encodeURIComponent(value)}`);
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000);
      const member = name === 'host' ? 'hostId' : name;
      expect(answer.status, `${name}=${value}`).toBe(200);
      expect(answer.json['findings'], `${name}=${value}`).toEqual(all.filter((row) => row[member] === value));
    }
    expect((await ask(`&${name}=${'a'.repeat(2000)}`)).status).toBe(400);
    // More than all headers may have: Node refuses it before it is looked at.
    expect((await ask(`&${name}=${'a'.repeat(10_000)}`, null)).status).toBe(431);
  }
  // The processor's time of sender and collector: a clock on the wall would count other work on this machine.
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  console.log(`F31: ${times.length} filters, the middle one took ${median.toFixed(0)} ms of the processor`);
  expect(median).toBeLessThan(50);
  expect(((await ask('')).json['findings'] as Row[]).length).toBe(all.length);
  connection.destroy();
});

test('F31: the beginning of a token id is no pattern', async () => {
  const collector = await ownCollector();
  await enrolHere(collector, { uses: 2 });
  const { enrolmentTokens } = collector.context.repositories;
  const change = { actor: 'console:test', now: Date.now() };
  for (const id of ['%', '_'.repeat(12), '%%%%%%%%%%%%', '', "' or 1=1 --", '0123456789ab']) {
    expect(await enrolmentTokens.revoke(id, change)).toBe(false);
  }
});
