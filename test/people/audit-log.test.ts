import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { canonicalJson, sha256 } from '@tenken/shared';
import { goodRequest } from '../support/certificate-requests.ts';
import { runTenken } from '../support/collector-process.ts';
import { alter, rowsOf, valueOf } from '../support/database.ts';
import { account, apiToken, Visitor } from '../support/people.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';
import { enrol } from '../support/simulated-agent.ts';

type Row = {
  sequence: number;
  action: string;
  subject: string;
  actor: string;
  details: string;
  hash: string;
};
type Verdict = {
  ok: boolean;
  entries: number;
  signedHeads: number;
  faults: { sequence: number; fault: string }[];
};

/** What a collector writes down by itself where others may work on its database. */
const ofItself = inject('postgres') === undefined ? [] : [['collector', 'authority-used', 'authority']];
const last = 13 + ofItself.length;
/** A sign-in. */
const fifth = 5 + ofItself.length;

const served = collectorWithAgents(1);
let intact: { entries: unknown[][]; chain: unknown[][]; heads: unknown[][] };

beforeAll(async () => {
  const { collector } = served;
  const visitor = new Visitor(collector);
  const sato = await account(collector.data, 'sato', 'administrator');
  await visitor.signIn({ ...sato, password: 'wrong on purpose' });
  await visitor.signIn(sato);
  const body = { label: '=cmd|calc \ud800', hours: 1, uses: 1 };
  await visitor.call('POST', '/api/v1/enrolment-tokens', { body });
  const refused = { token: 'guess', csr: goodRequest(), hostName: '<img src=x onerror=alert(1)>\ud800' };
  await enrol(collector, JSON.stringify(refused));
  const newAccount = { name: 'mori', displayName: '森', role: 'security', password: 'quiet green forest' };
  const mori = await visitor.call('POST', '/api/v1/accounts', { body: newAccount });
  const id = String(mori.json['id']);
  await visitor.call('PATCH', `/api/v1/accounts/${id}`, { body: { role: 'auditor' } });
  await visitor.call('PATCH', `/api/v1/accounts/${id}`, { body: { disabled: true } });
  await apiToken(collector.data, 'auditor');
  await visitor.call('DELETE', '/api/v1/session');
  await runTenken(['audit', 'export', '--data', collector.data]);
  intact = {
    entries: await rowsOf(collector.data, 'select * from audit_entry'),
    chain: await rowsOf(collector.data, 'select * from audit_chain'),
    heads: await rowsOf(collector.data, 'select * from audit_head'),
  };
});

beforeEach(async () => {
  const { data } = served.collector;
  for (const [table, rows] of [
    ['audit_entry', intact.entries],
    ['audit_chain', intact.chain],
    ['audit_head', intact.heads],
  ] as const) {
    await alter(data, `delete from ${table}`);
    for (const row of rows) {
      const columns = Object.keys(row);
      const places = columns.map(() => '?').join(', ');
      await alter(
        data,
        `insert into ${table} (${columns.join(', ')}) values (${places})`,
        ...Object.values(row),
      );
    }
  }
});

async function verdict(): Promise<Verdict & { code: unknown }> {
  const line = ['audit', 'verify', '--data', served.collector.data, '--json'];
  const { code, output, errors } = await runTenken(line);
  if (output === '') throw new Error(errors);
  return { code, ...(JSON.parse(output) as Verdict) };
}

function lines(): Promise<Row[]> {
  return rowsOf<Row>(served.collector.data, 'select * from audit_entry order by sequence');
}

test('every change has its line, with who did it', async () => {
  expect(
    (await lines()).map(({ actor, action, subject }) => [
      actor,
      action,
      subject.replace(/:[0-9a-f-]{36,64}$/, ''),
    ]),
  ).toEqual([
    ...ofItself,
    [expect.stringMatching(/^console:/), 'enrolment-token-created', 'enrolment-token'],
    ['enrolment-token:', 'host-enrolled', 'host'],
    [expect.stringMatching(/^console:/), 'account-created', 'account:sato'],
    ['nobody', 'sign-in-refused', 'account:sato'],
    ['account:sato', 'signed-in', 'account:sato'],
    ['account:sato', 'enrolment-token-created', 'enrolment-token'],
    ['nobody', 'enrolment-refused', 'host'],
    ['account:sato', 'account-created', 'account:mori'],
    ['account:sato', 'account-role-changed', 'account:mori'],
    ['account:sato', 'account-disabled', 'account:mori'],
    [expect.stringMatching(/^console:/), 'api-token-created', 'api-token'],
    ['account:sato', 'signed-out', 'account:sato'],
    [expect.stringMatching(/^console:/), 'audit-exported', 'audit-log'],
  ]);
});

test('an intact log verifies', async () => {
  expect(await verdict()).toMatchObject({ code: 0, ok: true, entries: last, faults: [] });
});

test.each([
  ['actor', 'nobody'],
  ['at', 0],
  ['action', 'signed-out'],
  ['subject', 'account:other'],
  ['details', '{}'],
  ['details', 'not JSON'],
  ['previous_hash', '0'.repeat(64)],
  ['hash', 'f'.repeat(64)],
])('a line whose %s was changed to %s is named', async (column, value) => {
  await alter(served.collector.data, `update audit_entry set ${column} = ? where sequence = ${fifth}`, value);
  const found = await verdict();
  expect(found).toMatchObject({ code: 1, ok: false });
  expect(found.faults).toContainEqual(expect.objectContaining({ sequence: fifth, fault: 'altered' }));
  expect(found.faults.every(({ sequence }) => sequence === fifth || sequence === fifth + 1)).toBe(true);
});

test.each([
  ['first', 1],
  ['middle', 7],
  ['last', last],
])('the %s line, removed, is named', async (_name, sequence) => {
  await alter(served.collector.data, 'delete from audit_entry where sequence = ?', sequence);
  const { code, faults } = await verdict();
  expect({ code, faults }).toMatchObject({ code: 1, faults: [{ sequence, fault: 'removed' }] });
});

test('two lines that changed places are named, with where they were', async () => {
  const { data } = served.collector;
  for (const [from, to] of [
    [5, -1],
    [6, 5],
    [-1, 6],
  ]) {
    await alter(data, 'update audit_entry set sequence = ? where sequence = ?', to, from);
  }
  const { faults } = await verdict();
  expect(faults.filter(({ fault }) => fault === 'moved').map(({ sequence }) => sequence)).toEqual([5, 6]);
});

test('a line that somebody added at the end is named', async () => {
  await alter(
    served.collector.data,
    `insert into audit_entry select sequence + 1, at, actor, action, subject, details, hash, hash
     from audit_entry where sequence = ${last}`,
  );
  expect((await verdict()).faults).toContainEqual(
    expect.objectContaining({ sequence: last + 1, fault: 'added' }),
  );
});

/** Somebody who knows how it works writes the rest of the log anew, end and all. */
async function forgeFrom(sequence: number): Promise<void> {
  const { data } = served.collector;
  let previousHash = '';
  for (const row of await lines()) {
    if (row.sequence < sequence) {
      previousHash = row.hash;
      continue;
    }
    const actor = row.sequence === sequence ? 'account:innocent' : row.actor;
    const { action, subject } = row;
    const at = await valueOf(data, 'select at from audit_entry where sequence = ?', row.sequence);
    const entry = {
      sequence: row.sequence,
      at: new Date(Number(at)).toISOString(),
      actor,
      action,
      subject,
      details: JSON.parse(row.details) as unknown,
      previousHash,
    };
    const hash = sha256(canonicalJson(entry));
    await alter(
      data,
      'update audit_entry set actor = ?, previous_hash = ?, hash = ? where sequence = ?',
      actor,
      previousHash,
      hash,
      row.sequence,
    );
    previousHash = hash;
  }
  await alter(data, 'update audit_chain set hash = ?', previousHash);
}

test('a log written anew from some line on is betrayed by the head that was signed', async () => {
  await forgeFrom(5);
  expect((await verdict()).faults).toContainEqual(
    expect.objectContaining({ sequence: last, fault: 'head-differs' }),
  );
  // Even when the head is made to fit: the signature cannot be.
  await alter(
    served.collector.data,
    'update audit_head set hash = (select hash from audit_entry where sequence = audit_head.sequence)',
  );
  expect((await verdict()).faults).toContainEqual(
    expect.objectContaining({ sequence: last, fault: 'head-not-signed' }),
  );
});

test('what is exported can be checked with standard tools: hashes in a row, and a signature over the last', async () => {
  const { collector } = served;
  const { output } = await runTenken(['audit', 'export', '--data', collector.data]);
  const exported = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, Record<string, unknown>>);
  const entries = exported.map(({ entry }) => entry).filter((entry) => entry !== undefined);
  const heads = exported.map(({ head }) => head).filter((head) => head !== undefined);
  expect(entries).toHaveLength(last + 1);
  let previousHash: unknown = '0'.repeat(64);
  for (const { hash, ...rest } of entries) {
    expect(rest['previousHash']).toBe(previousHash);
    expect(sha256(canonicalJson(rest))).toBe(hash);
    previousHash = hash;
  }
  const { signature, ...signed }: Record<string, unknown> = heads.at(-1) ?? {};
  const { day } = signed;
  expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(signed).toEqual({
    day,
    sequence: last + 1,
    hash: previousHash,
  });
  const key = createPublicKey(readFileSync(join(collector.data, 'authority', 'audit-public-key.pem')));
  const bytes = Buffer.from(canonicalJson(signed));
  expect(verify('sha256', bytes, key, Buffer.from(String(signature), 'base64'))).toBe(true);
});

test('an auditor reads it page by page, and it shows text from outside as it came', async () => {
  const { collector } = served;
  const headers = { authorization: `Bearer ${await apiToken(collector.data, 'auditor')}` };
  const visitor = new Visitor(collector);
  const seen: { sequence: number; details: Record<string, unknown> }[] = [];
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const answer = await visitor.call('GET', `/api/v1/audit?limit=5&before=${before}`, { headers });
    const { entries } = answer.json as { entries: typeof seen };
    if (entries.length === 0) break;
    seen.push(...entries);
    before = entries.at(-1)?.sequence ?? 0;
  }
  expect(seen.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: last + 1 }, (_, index) => last + 1 - index),
  );
  expect(seen.find(({ sequence }) => sequence === fifth + 2)?.details).toMatchObject({
    hostName: '<img src=x onerror=alert(1)>\ufffd',
  });
});
