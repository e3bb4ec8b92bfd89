import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CollectedFile } from '../../agent/src/carried/collect.ts';
import { CollectDocument, ImportDocument } from '../../collector/src/cli/documents.ts';
import { carriedHost, carriedReport } from '../support/carried-host.ts';
import { runTenken, startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { contentOf } from '../support/database.ts';
import { fillDisk, smallDisk, whyNoSmallDisk } from '../support/disposable-disk.ts';
import { send } from '../support/https.ts';
import { filesIn } from '../support/pack-files.ts';
import { account, apiToken } from '../support/people.ts';
import { makeScratchFolder, removeScratchFolder, scratchFolder } from '../support/scratch-folder.ts';

// A machine without a network, a medium, and a collector, each command a process of its own.
vi.setConfig({ testTimeout: 180_000 });

const folder = makeScratchFolder();
const far = join(folder, 'far-machine');
const stick = join(folder, 'stick');
const data = join(folder, 'collector');
let collector: CollectorProcess;
let password = '';
let token = '';

beforeAll(async () => {
  mkdirSync(stick);
  collector = await startCollector({ data });
  ({ password } = await account(data, 'sato', 'system-administrator'));
  token = await apiToken(data, 'system-administrator');
});
afterAll(async () => {
  await collector.stop();
  removeScratchFolder(folder);
});

async function collect(name: string, ...args: string[]): Promise<CollectedFile> {
  const { code, output, errors } = await runTenken([
    'collect',
    '-o',
    join(stick, name),
    '--data',
    far,
    '--json',
    ...args,
  ]);
  expect(code, errors).toBe(0);
  return CollectDocument.strict().parse(JSON.parse(output));
}

type Files = { files: { file: string; status: string; code?: string; receipt?: Record<string, unknown> }[] };

async function imported(args: string[], env: Record<string, string> = {}) {
  const { code, output, errors } = await runTenken(['import', ...args, '--json'], env);
  if (output === '') return { code, errors, files: [] };
  const document: unknown = JSON.parse(output);
  ImportDocument.parse(document);
  return { code, errors, files: (document as Files).files };
}

async function get(path: string): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await send(`${collector.url}${path}`, collector, { method: 'GET', headers });
  expect(answer.status).toBe(200);
  return answer.json;
}

const there = () => ({
  TENKEN_SERVER: collector.url,
  TENKEN_AUTHORITY: join(data, 'authority', 'authority.pem'),
});

test('a scan goes from the machine into a file, with a person into the collector, and becomes findings', async () => {
  const collected = await collect('first.tenken');
  expect(collected).toMatchObject({ hostName: hostname(), sequence: 1, encryptedTo: null });
  expect(statSync(join(far, 'carried', 'host-key.pem')).mode & 0o777).toBe(0o600);
  expect(readdirSync(stick)).toEqual(['first.tenken']);
  const file = join(stick, 'first.tenken');
  expect(await imported([file, '--data', data])).toMatchObject({
    code: 2,
    files: [{ status: 'refused', code: 'host-not-accepted' }],
  });
  const { code, files } = await imported([file, '--data', data, '--accept', collected.fingerprint]);
  expect(code).toBe(0);
  expect(files).toMatchObject([
    {
      status: 'stored',
      receipt: { accepted: true, hostId: collected.hostId, fileSha256: collected.sha256, clockSkewMs: null },
    },
  ]);
  const { host, findings, evidence } = (await get(`/api/v1/hosts/${collected.hostId}`)) as {
    host: Record<string, unknown>;
    findings: { outcome: string }[];
    evidence: { kind: string; collectedAt: string; claimedAt: string }[];
  };
  expect(host).toMatchObject({
    name: hostname(),
    contact: 'reporting',
    clockSkewMs: null,
    lastReportAt: collected.collectedAt,
    carried: { fileSha256: collected.sha256, collectedAt: collected.collectedAt, encrypted: false },
  });
  expect((host['carried'] as { importedBy: string }).importedBy).toMatch(/^console:/);
  expect(findings.some(({ outcome }) => outcome === 'pass')).toBe(true);
  expect(findings.some(({ outcome }) => outcome === 'fail')).toBe(true);
  expect(evidence.length).toBeGreaterThan(10);
  expect(evidence.every(({ collectedAt, claimedAt }) => collectedAt === claimedAt)).toBe(true);
  const listed = await runTenken(['host', 'list', '--data', data]);
  expect(listed.output).toContain('carried file: collected');
});

test('an encrypted one tells nothing on the way, and goes in over the network by a person or a script', async () => {
  const certificate = join(folder, 'import.pem');
  const made = await runTenken(['collector', 'import-key', '--data', data, '--out', certificate]);
  expect(made.code).toBe(0);
  expect(statSync(join(data, 'authority', 'import-key.pem')).mode & 0o777).toBe(0o600);
  const collected = await collect('sealed.tenken', '--encrypt-to', certificate);
  const file = join(stick, 'sealed.tenken');
  expect(readFileSync(file).includes('tenken')).toBe(false);
  expect(spawnSync('openssl', ['cms', '-cmsout', '-print', '-inform', 'DER', '-in', file]).status).toBe(0);
  const key = join(data, 'authority', 'import-key.pem');
  const decrypt = ['cms', '-decrypt', '-binary', '-inform', 'DER', '-in', file];
  const opened = spawnSync('openssl', [...decrypt, '-recip', certificate, '-inkey', key]);
  expect(opened.stdout.subarray(0, 2).toString('hex')).toBe('1f8b');
  const accept = ['--accept', collected.fingerprint, '--account', 'sato'];
  const byPerson = await imported([file, ...accept], { ...there(), TENKEN_PASSWORD: password });
  expect(byPerson).toMatchObject({
    code: 0,
    files: [{ status: 'stored', receipt: { encrypted: true, fingerprint: collected.fingerprint } }],
  });
  const byScript = await imported([file], { ...there(), TENKEN_TOKEN: token });
  expect(byScript).toMatchObject({ code: 0, files: [{ status: 'duplicate' }] });
  expect(await get(`/api/v1/hosts/${collected.hostId}`)).toMatchObject({
    host: { carried: { importedBy: 'account:sato', encrypted: true } },
  });
});

test('a script accepts no host, and an auditor imports nothing', async () => {
  const host = carriedHost();
  const file = join(stick, 'of-a-script.tenken');
  writeFileSync(file, carriedReport(host, 1));
  const before = await contentOf(data);
  const accept = ['--accept', host.fingerprint];
  const script = await imported([file, ...accept], { ...there(), TENKEN_TOKEN: token });
  expect(script).toMatchObject({ code: 2, files: [] });
  expect(script.errors).toMatch(/A script does not accept hosts.*\[not-permitted\]/);
  const auditor = await apiToken(data, 'auditor');
  const refused = await imported([file], { ...there(), TENKEN_TOKEN: auditor });
  expect([refused.code, refused.errors]).toEqual([2, expect.stringContaining('[not-permitted]')]);
  expect((await contentOf(data)).rows['host']).toBe(before.rows['host']);
  const person = await imported([file, ...accept, '--account', 'sato'], {
    ...there(),
    TENKEN_PASSWORD: password,
  });
  expect(person).toMatchObject({ code: 0, files: [{ status: 'stored', receipt: { accepted: true } }] });
});

test('of a folder of files each is told; one that is not taken makes the exit status 2', async () => {
  const medium = scratchFolder();
  const host = carriedHost('good');
  const sealedForNobody = carriedHost('other');
  writeFileSync(join(medium, '1.tenken'), carriedReport(host, 1));
  writeFileSync(join(medium, '2.tenken'), carriedReport(host, 2).subarray(0, 300));
  writeFileSync(join(medium, '3.tenken'), '');
  writeFileSync(join(medium, '4.tenken'), Buffer.alloc(200_000));
  writeFileSync(join(medium, '5.tenken'), carriedReport(sealedForNobody, 1));
  mkdirSync(join(medium, '6.tenken'));
  writeFileSync(join(medium, 'notes.txt'), 'not for us');
  const { code, files } = await imported([medium, '--data', data, '--accept', host.fingerprint]);
  expect(code).toBe(2);
  expect(files.map(({ file, status, code: why }) => [file.slice(-8), why ?? status])).toEqual([
    ['1.tenken', 'stored'],
    ['2.tenken', 'carried-file-unreadable'],
    ['3.tenken', 'carried-file-unreadable'],
    ['4.tenken', 'carried-file-invalid'],
    ['5.tenken', 'host-not-accepted'],
    ['6.tenken', 'carried-file-unreadable'],
  ]);
  const again = await runTenken(['import', join(medium, '1.tenken'), '--data', data]);
  expect([again.code, again.errors]).toEqual([0, '']);
  expect(again.output).toMatch(/taken in before|取り込み済み/);
});

test.each([
  ['a folder that is not there', ['/nowhere/at/all'], /cannot be read.*\[usage\]/],
  ['a folder without files', ['deploy/systemd'], /holds no files \*\.tenken.*\[usage\]/],
  ['half a fingerprint', ['collector/package.json', '--accept', 'ABCD'], /20 signs.*\[usage\]/],
  ['no file', [], /missing required argument.*\[usage\]/],
])('%s is refused', async (_name, args, says) => {
  const { code, output, errors } = await runTenken(['import', ...args, '--data', data]);
  expect([code, output]).toEqual([2, '']);
  expect(errors).toMatch(says);
});

describe('a target', () => {
  async function refusedTarget(file: string, ...args: string[]): Promise<string> {
    const { code, output, errors } = await runTenken(['collect', '-o', file, '--data', far, ...args]);
    expect([code, output]).toEqual([2, '']);
    return errors;
  }

  test('that is there is left as it is without --force', async () => {
    const file = join(scratchFolder(), 'kept.tenken');
    writeFileSync(file, 'what somebody keeps');
    expect(await refusedTarget(file)).toMatch(/is there already.*--force.*\[usage\]/);
    expect(readFileSync(file, 'utf8')).toBe('what somebody keeps');
    const forced = await runTenken(['collect', '-o', file, '--data', far, '--force']);
    expect([forced.code, forced.errors.includes('not encrypted')]).toEqual([0, true]);
    // The label for the paper is all of standard output.
    expect(forced.output).toMatch(/[0-9A-Z]{4}(-[0-9A-Z]{4}){4}/);
    expect(readFileSync(file).subarray(0, 2).toString('hex')).toBe('1f8b');
  });

  test('in a folder that is not there, or that is a folder', async () => {
    expect(await refusedTarget(join(folder, 'no', 'such', 'file.tenken'))).toMatch(
      /\[carried-file-unwritable\]/,
    );
    expect(await refusedTarget(stick, '--force')).toMatch(/is no file.*\[usage\]/);
  });

  test('with a key of another kind to encrypt to', async () => {
    const authority = join(data, 'authority', 'authority.pem');
    const errors = await refusedTarget(join(stick, 'x.tenken'), '--encrypt-to', authority);
    expect(errors).toMatch(/no certificate to encrypt to.*\[usage\]/);
  });

  test.skipIf(whyNoSmallDisk() !== null)(
    'on a full or write-protected medium leaves nothing there',
    async () => {
      const full = smallDisk(1);
      const filler = fillDisk(full, 4096);
      expect(await refusedTarget(join(full, 'x.tenken'))).toMatch(
        /medium is full.*\[carried-file-unwritable\]/,
      );
      expect(readdirSync(full)).toEqual([filler.slice(full.length + 1)]);
      spawnSync('mount', ['-o', 'remount,ro', full]);
      expect(await refusedTarget(join(full, 'x.tenken'))).toMatch(/read-only.*\[carried-file-unwritable\]/);
    },
  );

  test('that cannot keep the key is told before anything is written', async () => {
    const file = join(scratchFolder(), 'x.tenken');
    const place = join(scratchFolder(), 'file');
    writeFileSync(place, '');
    const { code, errors } = await runTenken(['collect', '-o', file, '--data', place]);
    expect([code, errors]).toEqual([2, expect.stringContaining('[identity-folder-unusable]')]);
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });

  test('with a damaged key makes no other one', async () => {
    const place = scratchFolder();
    mkdirSync(join(place, 'carried'));
    const key = join(place, 'carried', 'host-key.pem');
    writeFileSync(key, 'half a key');
    chmodSync(key, 0o600);
    const { code, errors } = await runTenken(['collect', '-o', join(place, 'x.tenken'), '--data', place]);
    expect([code, errors]).toEqual([2, expect.stringContaining('[identity-missing]')]);
    expect(readFileSync(key, 'utf8')).toBe('half a key');
  });
});

test('in an assessment a carried host counts by when it was collected, and a pack proves what it said', async () => {
  const own = join(scratchFolder(), 'data');
  const running = await startCollector({ data: own });
  await running.stop();
  const run = async (...args: string[]) => {
    const { code, output, errors } = await runTenken([...args, '--data', own]);
    expect(code, `${args.join(' ')}: ${errors}`).toBe(0);
    return output;
  };
  const fresh = carriedHost('fresh-01');
  const old = carriedHost('old-01');
  const medium = scratchFolder();
  const threeDaysAgo = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000).toISOString();
  writeFileSync(join(medium, 'fresh.tenken'), carriedReport(fresh, 1));
  writeFileSync(join(medium, 'old.tenken'), carriedReport(old, 1, { sentAt: threeDaysAgo }));
  const accept = [fresh, old].flatMap(({ fingerprint }) => ['--accept', fingerprint]);
  await run('import', medium, ...accept, '--label', '窓口');
  const ledger = join(medium, 'ledger.csv');
  const rows = ['管理番号,コンピュータ名,部署,対象外理由', '1,fresh-01,,', '2,old-01,,', '3,never-01,,'];
  writeFileSync(ledger, `${rows.join('\r\n')}\r\n`);
  const organisation = [
    '--name',
    '住民記録',
    '--organisation',
    '点検市',
    '--kind',
    'nwsystem=inquirer',
    '--label',
    '窓口',
  ];
  await run('system', 'set', 'juki', ...organisation);
  await run('system', 'ledger', 'juki', ledger);
  const open = ['--system', 'juki', '--checklist', 'nwsystem', '--rule', 'periodic'];
  const id = (await run('assess', 'open', ...open)).trim();
  const { coverage } = JSON.parse(await run('assess', 'show', id, '--json')) as {
    coverage: { inScope: number; reporting: number; silent: unknown[]; neverEnrolled: unknown[] };
  };
  expect(coverage).toMatchObject({
    inScope: 3,
    reporting: 1,
    silent: [{ name: 'old-01', lastReportAt: threeDaysAgo }],
    neverEnrolled: [{ name: 'never-01' }],
  });
  const pack = join(medium, 'pack.zip');
  await run('export', id, '--draft', '--out', pack);
  const verified = await runTenken(['verify', pack, '--json']);
  expect([verified.code, verified.errors]).toEqual([0, '']);
  expect(JSON.parse(verified.output)).toMatchObject({
    statements: { verified: 2, unknownAuthority: 0 },
  });
  const lines = (await filesIn(pack)).get('statements/index.jsonl')?.toString() ?? '';
  expect(
    lines.match(/"carried":\{"collectedAt":"[^"]+","encrypted":false,"fileSha256":"[0-9a-f]{64}"/g),
  ).toHaveLength(2);
});
