import { TenkenError } from '@tenken/shared';
import { expect, test } from 'vitest';
import type { NewestReport } from './deploy-desk.ts';
import type { Look } from './host/answers.ts';
import { HostRefused } from './host/host-refused.ts';
import { proven } from './proven.ts';
import type { ProofOptions, Watched } from './proven.ts';

const program = { id: '2.0.0-new', version: '2.0.0' };
const before = '2026-11-22T00:00:00.000Z';
const onTrial: Look = {
  hostId: '7f1a4f7e-52f3-4f1b-9b0e-3d1c63a1f2aa',
  current: program.id,
  trial: 'on',
  acknowledged: '',
  returned: '',
  why: '',
  problem: '',
};
const good: Look = { ...onTrial, trial: '', acknowledged: 'yes' };
const gone: Look = {
  ...onTrial,
  trial: '',
  current: '1.0.0-old',
  returned: program.id,
  why: 'no report came',
};

/** A host that answers so, one look after the other, and then always the last. */
function hostSaying(...looks: readonly (Look | Error)[]) {
  let asked = 0;
  const told: string[] = [];
  const session: Watched = {
    look() {
      const look = looks[Math.min(asked, looks.length - 1)];
      asked += 1;
      return look instanceof Error || !look
        ? Promise.reject(look ?? new Error('none'))
        : Promise.resolve(look);
    },
    back(why) {
      told.push(`back: ${why}`);
      return Promise.resolve();
    },
    close: () => void told.push('close'),
  };
  return { session, told };
}

function waits(
  { session }: ReturnType<typeof hostSaying>,
  reports: readonly (NewestReport | Error | null)[],
  more: Partial<ProofOptions> = {},
) {
  let asked = 0;
  return proven(session, {
    program,
    before,
    trialMinutes: 0,
    graceMs: 60,
    pollMs: 1,
    onStep: () => undefined,
    reopen: () => Promise.resolve(session),
    desk: {
      server: 'https://localhost',
      authority: '',
      makeToken: () => Promise.resolve(''),
      newestReport() {
        const report = reports[Math.min(asked, reports.length - 1)] ?? null;
        asked += 1;
        return report instanceof Error ? Promise.reject(report) : Promise.resolve(report);
      },
    },
    ...more,
  });
}

const newer: NewestReport = { agentVersion: '2.0.0', lastReportAt: '2026-11-22T00:05:00.000Z' };

test('host and collector have to agree', async () => {
  expect(await waits(hostSaying(onTrial, good), [newer])).toEqual({ kind: 'proven', current: program.id });
  const disagreeing: (NewestReport | null)[] = [
    null,
    { ...newer, agentVersion: '1.0.0' },
    { ...newer, lastReportAt: before },
    { ...newer, lastReportAt: null },
  ];
  for (const report of disagreeing) {
    expect((await waits(hostSaying(good), [report])).kind).toBe('unproven');
  }
});

test('the host has put the version before back, and says why', async () => {
  const problem = 'tenken.example.jp cannot be reached';
  expect(await waits(hostSaying(onTrial, { ...gone, problem }), [newer])).toEqual({
    kind: 'returned',
    current: '1.0.0-old',
    why: `no report came; its agent says: ${problem}`,
  });
});

test('a host whose watcher does nothing is put back from here', async () => {
  const host = hostSaying(onTrial);
  const proof = await waits(host, [newer]);
  expect(proof.kind).toBe('returned');
  expect(host.told[0]).toContain('back: no report of it was acknowledged');
});

test('where there was no version before, nothing is put back', async () => {
  const host = hostSaying({ ...good, acknowledged: '' });
  expect((await waits(host, [newer])).kind).toBe('unproven');
  expect(host.told).toEqual([]);
});

test('a connection that breaks is made again; a collector that restarts is asked again', async () => {
  const broken = hostSaying(new Error('it was closed'));
  const proof = await waits(broken, [new TenkenError('server-unreachable', 'away'), newer], {
    reopen: () => Promise.resolve(hostSaying(good).session),
  });
  expect(proof.kind).toBe('proven');
  const away = await waits(broken, [newer], { reopen: () => Promise.reject(new Error('down')) });
  expect(away).toMatchObject({ kind: 'unproven' });
  expect(away.kind === 'unproven' && away.why).toContain('does not answer any more');
});

test('what the host refuses, and a collector that refuses, is an error', async () => {
  await expect(waits(hostSaying(new HostRefused('no')), [newer])).rejects.toThrow('no');
  const refused = new TenkenError('not-permitted', 'not you');
  await expect(waits(hostSaying(good), [refused])).rejects.toThrow('not you');
});
