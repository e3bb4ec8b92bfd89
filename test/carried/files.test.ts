import { X509Certificate } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { seal, sealRecipient } from '@tenken/shared';
import type { Statement } from '@tenken/shared';
import fc from 'fast-check';
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { certificateRequest } from '../../agent/src/identity/csr.ts';
import { openImportKey } from '../../collector/src/carried/import-key.ts';
import { createLogger } from '../../collector/src/logger.ts';
import { openCollector } from '../../collector/src/server.ts';
import type { Collector } from '../../collector/src/server.ts';
import { carriedFileBytes } from '../../collector/src/limits/limits.ts';
import {
  carriedHost,
  carriedReport,
  carriedSubmission,
  importAt,
  oddFile,
  osRelease,
} from '../support/carried-host.ts';
import type { CarriedHost } from '../support/carried-host.ts';
import { contentOf, rowsOf } from '../support/database.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';
import { onPostgres } from '../support/on-postgres.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';

const day = 24 * 60 * 60 * 1000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

const data = makeScratchFolder();
let collector: Collector;
beforeAll(async () => {
  await onPostgres(data);
  collector = await openCollector({ data, port: 0, agentPort: 0, logger: createLogger('fatal') });
});
afterAll(async () => {
  await collector.close();
  removeScratchFolder(data);
});

async function sealedFor(at: Collector, content: Buffer): Promise<Buffer> {
  const { authority, directory } = at.context;
  const { certificate } = await openImportKey(directory.authority, authority);
  return seal(content, sealRecipient(certificate, 'import.pem'));
}

/** Once everything is judged: what is counted of a host is in its row, and hosts are judged beside whatever else goes on. */
async function hostRow(id: string): Promise<Record<string, unknown> | undefined> {
  await collector.context.evaluator.settle();
  return (await rowsOf<Record<string, unknown>>(data, 'select * from host where id = ?', id))[0];
}

async function auditOf(
  hostId: string,
): Promise<{ action: string; actor: string; details: Record<string, unknown> }[]> {
  const lines = await rowsOf<{ action: string; actor: string; details: string }>(
    data,
    'select action, actor, details from audit_entry where subject = ? order by sequence',
    `host:${hostId}`,
  );
  return lines.map(({ details, ...rest }) => ({
    ...rest,
    details: JSON.parse(details) as Record<string, unknown>,
  }));
}

/** All that is kept, once everything is judged. */
async function stored() {
  await collector.context.evaluator.settle();
  return contentOf(data);
}

/** Refused with this code, and nothing in any table is another one than before. */
async function expectRefused(
  content: Buffer,
  code: string,
  says: RegExp,
  accept: string[] = [],
): Promise<void> {
  const before = await stored();
  await expect(importAt(collector, content, accept)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(says) as string,
  });
  expect(await stored()).toEqual(before);
}

async function accepted(name?: string): Promise<CarriedHost> {
  const host = carriedHost(name);
  await importAt(collector, carriedReport(host, 1), [host.fingerprint]);
  return host;
}

describe('a host that is not known', () => {
  test('is taken only with the fingerprint of its key, whole', async () => {
    const host = carriedHost();
    const file = carriedReport(host, 1);
    await expectRefused(file, 'host-not-accepted', new RegExp(host.fingerprint));
    await expectRefused(file, 'host-not-accepted', /none of those/, [carriedHost().fingerprint]);
    await expectRefused(file, 'usage', /20 signs/, [host.fingerprint.slice(0, 14)]);
    const receipt = await importAt(collector, file, [
      carriedHost().fingerprint,
      host.fingerprint.toLowerCase(),
    ]);
    expect(receipt).toMatchObject({ status: 'stored', accepted: true, hostId: host.hostId, newest: true });
    expect(await auditOf(host.hostId)).toMatchObject([
      { action: 'host-accepted', actor: 'console:test', details: { fingerprint: host.fingerprint } },
      { action: 'report-imported', details: { status: 'stored', fileSha256: receipt.fileSha256 } },
    ]);
  });

  test('needs nothing more for its next files', async () => {
    const host = await accepted();
    expect(await importAt(collector, carriedReport(host, 2))).toMatchObject({
      status: 'stored',
      accepted: false,
    });
  });

  test('whose name tries something with the terminal is named in visible signs', async () => {
    const host = carriedHost('\u001b[2J\u202eevil\nhost');
    await expectRefused(carriedReport(host, 1), 'host-not-accepted', /<U\+001B>\[2J<U\+202E>evil host/);
  });

  test('is accepted once by two people at the same moment', async () => {
    const host = carriedHost();
    const file = carriedReport(host, 1);
    const receipts = await Promise.all([
      importAt(collector, file, [host.fingerprint]),
      importAt(collector, file, [host.fingerprint]),
    ]);
    expect(receipts.map(({ status }) => status).toSorted()).toEqual(['duplicate', 'stored']);
    expect((await auditOf(host.hostId)).map(({ action }) => action)).toEqual([
      'host-accepted',
      'report-imported',
    ]);
  });

  test('gets a certificate that is good for no connection', async () => {
    const host = await accepted();
    const file = await collector.context.repositories.reports.list(host.hostId, { limit: 1, offset: 0 });
    const signed = await collector.context.repositories.reports.signedReport(
      host.hostId,
      file[0]?.reportId ?? '',
    );
    const certificate = new X509Certificate(signed?.certificate ?? '');
    expect(certificate.subject).toBe(`CN=${host.hostId}`);
    // emailProtection: no client of TLS.
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.4']);
  });
});

describe('where it came from', () => {
  test('stands beside the host and the report, and its age counts from when it was collected', async () => {
    const host = carriedHost();
    const collectedAt = ago(3 * day);
    const file = carriedReport(host, 1, { sentAt: collectedAt });
    const receipt = await importAt(collector, await sealedFor(collector, file), [host.fingerprint]);
    expect(receipt).toMatchObject({ collectedAt, encrypted: true, clockSkewMs: null });
    expect(Math.round(receipt.ageMs / day)).toBe(3);
    const { hosts, reports } = collector.context.repositories;
    const carried = {
      collectedAt,
      importedAt: receipt.importedAt,
      importedBy: 'console:test',
      fileSha256: receipt.fileSha256,
      encrypted: true,
    };
    expect(await hosts.find(host.hostId)).toMatchObject({
      lastReportAt: collectedAt,
      clockSkewMs: null,
      carried,
    });
    expect(await reports.signedReport(host.hostId, receipt.reportId)).toMatchObject({ carried });
    const evidence = await reports.newestEvidence(host.hostId);
    expect(evidence.get('os-release')).toMatchObject({ collectedAt, claimedAt: collectedAt });
    await collector.context.evaluator.settle();
    const findings = await collector.context.repositories.findings.list({ hostId: host.hostId });
    expect(findings.length).toBeGreaterThan(10);
    expect(findings.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail')).toEqual([]);
  });

  test('is nothing for a host that reports over the network', async () => {
    const own = await ownCollector();
    await reportOnce(await enrolHere(own));
    const [host] = await own.context.repositories.hosts.all();
    expect(host).toMatchObject({ carried: null });
    expect(host?.clockSkewMs).not.toBeNull();
  });
});

describe('order', () => {
  test('the same file counts once, however often it comes and under whatever name', async () => {
    const host = await accepted();
    const file = carriedReport(host, 2);
    const first = await importAt(collector, file);
    const before = await stored();
    const lines = (await auditOf(host.hostId)).length;
    for (let time = 0; time < 3; time += 1) {
      const again = await importAt(collector, time === 2 ? await sealedFor(collector, file) : file);
      expect(again).toMatchObject({
        status: 'duplicate',
        reportId: first.reportId,
        importedAt: first.importedAt,
      });
    }
    expect(await stored()).toEqual(before);
    expect(await auditOf(host.hostId)).toHaveLength(lines);
  });

  test('an old file after a new one goes into history and changes no state', async () => {
    const host = await accepted();
    await importAt(collector, carriedReport(host, 3, { sentAt: ago(day / 24) }));
    const state: Record<string, unknown> = { ...(await hostRow(host.hostId)), sequence_gaps: null };
    const { reports } = collector.context.repositories;
    const evidence = await reports.newestEvidence(host.hostId);
    const late = await importAt(collector, carriedReport(host, 2, { sentAt: ago(day / 12) }));
    expect(late).toMatchObject({ status: 'stored', newest: false });
    expect({ ...(await hostRow(host.hostId)), sequence_gaps: null }).toEqual(state);
    expect((await hostRow(host.hostId))?.['sequence_gaps']).toBe(0);
    expect(await reports.newestEvidence(host.hostId)).toEqual(evidence);
    expect(await reports.list(host.hostId, { limit: 10, offset: 0 })).toHaveLength(3);
  });

  test('two reports with one number are of two machines: kept apart', async () => {
    const host = await accepted();
    await importAt(collector, carriedReport(host, 2));
    expect(await importAt(collector, carriedReport(host, 2))).toMatchObject({
      status: 'quarantined',
      newest: false,
    });
    expect(await hostRow(host.hostId)).toMatchObject({
      status: 'quarantined',
      status_reason: 'sequence-fork',
    });
  });

  test('one key on two machines: the second one is kept apart, once', async () => {
    const host = await accepted();
    const file = carriedReport({ ...host, machineIdHash: 'f'.repeat(64) }, 2);
    expect(await importAt(collector, file)).toMatchObject({ status: 'quarantined' });
    const lines = (await auditOf(host.hostId)).length;
    expect(await importAt(collector, file)).toMatchObject({ status: 'quarantined' });
    expect(await auditOf(host.hostId)).toHaveLength(lines);
    expect(await hostRow(host.hostId)).toMatchObject({
      last_sequence: 1,
      machine_id_hash: host.machineIdHash,
    });
  });
});

describe('another key', () => {
  test('of a machine that is known puts it into quarantine and is not taken, accepted or not', async () => {
    const host = await accepted('re-keyed');
    const other = carriedHost('re-keyed', host.machineIdHash);
    const file = carriedReport(other, 1);
    const state = await hostRow(host.hostId);
    await expect(importAt(collector, file, [other.fingerprint])).rejects.toMatchObject({
      code: 'host-key-changed',
      message: expect.stringContaining(host.hostId) as string,
    });
    expect(await hostRow(other.hostId)).toBeUndefined();
    expect(await hostRow(host.hostId)).toEqual({
      ...state,
      status: 'quarantined',
      status_reason: 'key-changed',
      status_at: expect.any(Number) as number,
    });
    expect((await auditOf(host.hostId)).at(-1)).toMatchObject({
      action: 'host-quarantined',
      details: { reason: 'key-changed', fingerprint: other.fingerprint },
    });
    // The key that was known before goes on; the other one is a new host when the first is ended.
    expect(await importAt(collector, carriedReport(host, 2))).toMatchObject({ status: 'stored' });
    await collector.context.repositories.enrolments.revoke(host.hostId, 'set up anew', {
      actor: 'console:test',
      now: Date.now(),
    });
    expect(await importAt(collector, file, [other.fingerprint])).toMatchObject({
      status: 'stored',
      accepted: true,
    });
    await expectRefused(carriedReport(host, 3), 'host-revoked', /revoked/);
  });

  test('of a copy with the same machine id and another name is a new host, with a word about the first', async () => {
    const host = await accepted('first-copy');
    const copy = carriedHost('second-copy', host.machineIdHash);
    const file = carriedReport(copy, 1);
    await expectRefused(file, 'host-not-accepted', /first-copy \(.*\) has the same machine id/);
    expect(await importAt(collector, file, [copy.fingerprint])).toMatchObject({ status: 'stored' });
    const namesake = carriedHost('first-copy');
    await expectRefused(carriedReport(namesake, 1), 'host-not-accepted', /Another host has this name/);
  });

  test('cannot speak for a host whose id it names', async () => {
    const host = await accepted();
    const other = carriedHost('other');
    const foreign = carriedReport({ ...other, hostId: host.hostId }, 2);
    await expectRefused(foreign, 'carried-file-invalid', /names another host/, [other.fingerprint]);
    const submission = carriedSubmission({ ...host, privateKey: other.privateKey }, 2);
    const csr = certificateRequest(host.key.privateKey, host.key.publicKey);
    const file = oddFile({ format: 'tenken-carried-report', version: 1, csr, submission });
    await expectRefused(file, 'carried-file-invalid', /signature is not one of its key/);
  });

  test('that is not held is not certified', async () => {
    const host = carriedHost();
    const csr = certificateRequest(carriedHost().key.privateKey, host.key.publicKey);
    const file = oddFile({
      format: 'tenken-carried-report',
      version: 1,
      csr,
      submission: carriedSubmission(host, 1),
    });
    await expectRefused(file, 'carried-file-invalid', /does not prove/, [host.fingerprint]);
  });

  test('of an enrolled host is not taken from a file', async () => {
    const enrolled = (await collector.context.repositories.hosts.all())[0]?.id ?? '';
    const host = carriedHost();
    const file = carriedReport({ ...host, hostId: enrolled }, 1);
    await expectRefused(file, 'carried-file-invalid', /names another host/, [host.fingerprint]);
  });
});

describe('a clock', () => {
  test.each<[string, Partial<Statement>, RegExp]>([
    ['ahead of this one', { sentAt: ago(-day) }, /nobody can tell how old it is\. Set the clock/],
    ['that went back meanwhile', { scannedAt: ago(-day / 24) }, /went back while it was collected/],
  ])('%s is refused: such evidence would look fresh', async (_name, changes, says) => {
    const host = carriedHost();
    await expectRefused(carriedReport(host, 1, changes), 'carried-file-invalid', says, [host.fingerprint]);
  });

  test('a few minutes ahead counts as now; one of 1970 as old as it says', async () => {
    const host = carriedHost();
    const now = Date.now();
    const ahead = carriedReport(host, 1, { sentAt: new Date(now + 5 * 60_000).toISOString() });
    expect(await importAt(collector, ahead, [host.fingerprint], now)).toMatchObject({ ageMs: 0 });
    await importAt(collector, carriedReport(host, 2, { sentAt: '1970-01-01T00:10:00.000Z' }));
    expect(await collector.context.repositories.hosts.find(host.hostId)).toMatchObject({
      lastReportAt: '1970-01-01T00:10:00.000Z',
    });
  });
});

describe('what is not the file that was written', () => {
  test.each<[string, () => Buffer | Promise<Buffer>, string, RegExp]>([
    ['nothing', () => Buffer.alloc(0), 'carried-file-unreadable', /empty/],
    ['text', () => Buffer.from('hello'), 'carried-file-unreadable', /does not begin/],
    ['an archive', () => Buffer.from('PK\u0003\u0004 and more'), 'carried-file-unreadable', /does not begin/],
    ['gzip of text', () => gzipSync('hello'), 'carried-file-unreadable', /damaged/],
    ['other JSON', () => oddFile({ a: 1 }), 'carried-file-unreadable', /tenken collect did not write it/],
    ['JSON null', () => oddFile(null), 'carried-file-unreadable', /tenken collect did not write it/],
    [
      'a later format',
      () => oddFile({ format: 'tenken-carried-report', version: 2 }),
      'carried-file-invalid',
      /another version/,
    ],
    [
      'half a file',
      () => carriedReport(carriedHost(), 1).subarray(0, 500),
      'carried-file-unreadable',
      /whole/,
    ],
    [
      'two files in one',
      () => Buffer.concat([carriedReport(carriedHost(), 1), carriedReport(carriedHost(), 1)]),
      'carried-file-unreadable',
      /./,
    ],
    [
      'a file with something behind it',
      () => Buffer.concat([carriedReport(carriedHost(), 1), Buffer.from('x')]),
      'carried-file-unreadable',
      /whole/,
    ],
    ['a bomb', () => gzipSync(Buffer.alloc(40_000_000)), 'carried-file-invalid', /unpacks to more than/],
    ['deep nesting', () => gzipSync('['.repeat(10_000)), 'carried-file-invalid', /nests deeper/],
    ['a large file', () => Buffer.alloc(carriedFileBytes + 1, 1), 'carried-file-invalid', /bytes, more than/],
    [
      'a large sealed file',
      () => Buffer.alloc(carriedFileBytes + 1, 0x30),
      'carried-file-invalid',
      /more than/,
    ],
    [
      'evidence left out',
      () => {
        const host = carriedHost();
        const submission = { ...carriedSubmission(host, 1), bodies: [] };
        const csr = certificateRequest(host.key.privateKey, host.key.publicKey);
        return oddFile({ format: 'tenken-carried-report', version: 1, csr, submission });
      },
      'carried-file-invalid',
      /named and not there/,
    ],
    [
      'other evidence',
      () => {
        const host = carriedHost();
        const submission = { ...carriedSubmission(host, 1), bodies: [osRelease('other')] };
        const csr = certificateRequest(host.key.privateKey, host.key.publicKey);
        return oddFile({ format: 'tenken-carried-report', version: 1, csr, submission });
      },
      'carried-file-invalid',
      /does not name the hash/,
    ],
    [
      'a file for nobody here',
      async () => sealedFor(await ownCollector(), carriedReport(carriedHost(), 1)),
      'carried-file-sealed',
      /encrypted to/,
    ],
    [
      'an envelope around something else',
      () => sealedFor(collector, Buffer.from('hello')),
      'carried-file-unreadable',
      /does not begin/,
    ],
    [
      'an envelope in an envelope',
      async () => sealedFor(collector, await sealedFor(collector, carriedReport(carriedHost(), 1))),
      'carried-file-unreadable',
      /does not begin/,
    ],
    [
      'half an envelope',
      async () => (await sealedFor(collector, carriedReport(carriedHost(), 1))).subarray(0, 900),
      'carried-file-unreadable',
      /whole/,
    ],
  ])('%s is refused with what to do, and changes nothing', async (_name, content, code, says) => {
    await expectRefused(await content(), code, says);
    expect.hasAssertions();
  });

  test('every byte, flipped, is refused or changes nothing', async () => {
    const host = carriedHost();
    const file = carriedReport(host, 1);
    const sealed = await sealedFor(collector, file);
    await importAt(collector, file, [host.fingerprint]);
    const before = await stored();
    const ends = new Map<string, number>();
    for (const original of [file, sealed]) {
      for (let at = 0; at < original.length; at += 1) {
        const flipped = Buffer.from(original);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at);
        const end = await importAt(collector, flipped, [host.fingerprint]).then(
          ({ status }) => status,
          (error: { code?: string }) => String(error.code),
        );
        ends.set(end, (ends.get(end) ?? 0) + 1);
      }
    }
    expect(await stored()).toEqual(before);
    expect([...ends.keys()].filter((end) => !/^(duplicate$|carried-file-)/.test(end))).toEqual([]);
    // The header of gzip has a time and the name of a system, which say nothing of what is inside.
    expect(ends.get('duplicate') ?? 0).toBeLessThan(20);
  });

  test('any bytes are refused by a code of their own', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('as they are', 'packed', 'sealed', 'as an envelope'),
        async (bytes, how) => {
          const given = Buffer.from(bytes);
          const content =
            how === 'packed'
              ? gzipSync(given)
              : how === 'sealed'
                ? await sealedFor(collector, given)
                : how === 'as an envelope'
                  ? Buffer.concat([Buffer.from([0x30]), given])
                  : given;
          await expect(importAt(collector, content)).rejects.toMatchObject({
            code: expect.stringMatching(/^carried-file-/) as string,
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('any member, replaced by any other, is refused or changes nothing', async () => {
    const host = carriedHost();
    const submission = carriedSubmission(host, 1);
    const csr = certificateRequest(host.key.privateKey, host.key.publicKey);
    const whole = { format: 'tenken-carried-report', version: 1, csr, submission };
    await importAt(collector, oddFile(whole), [host.fingerprint]);
    const before = await stored();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...pathsOf(whole)), fc.jsonValue(), async (path, value) => {
        const content = oddFile(replaced(whole, path, value));
        const end = await importAt(collector, content, [host.fingerprint]).then(
          ({ status }) => status,
          (error: { code?: string }) => String(error.code),
        );
        expect(end).toMatch(/^(carried-file-|duplicate$)/);
      }),
      { numRuns: 300 },
    );
    expect(await stored()).toEqual(before);
  });
});

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]));
  return path.length === 0 ? inside : [path, ...inside];
}

function replaced(value: unknown, [first, ...rest]: string[], by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((member: unknown, index) =>
      String(index) === first ? replaced(member, rest, by) : member,
    );
  }
  const object = value as Record<string, unknown>;
  return { ...object, [first]: replaced(object[first], rest, by) };
}
