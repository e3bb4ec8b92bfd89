import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson, sha256 } from '@tenken/shared';
import type { Evidence } from '@tenken/shared';
import { evidenceKinds } from '@tenken/controls/evidence';
import { expect, test } from 'vitest';
import type { Collector } from '../../collector/src/server.ts';
import { acceptedReport, enrolledHost } from '../../collector/src/testing.ts';
import { runTenken } from '../support/collector-process.ts';
import { line } from '../support/console.ts';
import { ownCollector } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

/** A machine that tells who it is. */
function inventory(serialNumber: string): Evidence {
  const kind = 'hardware-inventory';
  const version = evidenceKinds.find(({ id }) => id === kind)?.version ?? 1;
  const what = {
    unread: [],
    form: 'physical',
    manufacturer: 'Dell Inc.',
    model: 'OptiPlex 7090',
    serialNumber,
    firmware: { vendor: null, version: null, releasedOn: null },
    memory: { bytes: null, of: 'usable' },
    processors: { model: null, sockets: null, cores: null, threads: null },
    disks: [],
    adapters: [],
  };
  const body = { kind, version, result: { status: 'read' as const, data: what }, sources: [] };
  return { collectedAt: new Date().toISOString(), durationMs: 1, sha256: sha256(canonicalJson(body)), body };
}

/** Until the collector has noticed, which takes seconds. */
async function becomes(collector: Collector, hostId: string, reason: string): Promise<string | undefined> {
  const { findings } = collector.context.repositories;
  const found = async () => (await findings.list({ hostId, control: 'hardware-in-ledger' }))[0]?.reason;
  for (let tries = 0; tries < 100 && (await found()) !== reason; tries += 1) await sleep(100);
  return found();
}

test(
  'what another process writes beside the collector is judged within seconds',
  { timeout: 180_000 },
  async () => {
    const folder = scratchFolder();
    const data = join(folder, 'data');
    const collector = await ownCollector({ data });
    const { repositories, evaluator } = collector.context;
    const tenken = async (...args: string[]) => {
      const { code, errors } = await runTenken([...args, '--data', data]);
      expect(code, errors).toBe(0);
    };
    const declare = async (serial: string) => {
      const file = join(folder, 'ledger.csv');
      writeFileSync(file, `製造番号,型番\n${serial},OptiPlex 7090\n`);
      const review = `${new Date().getFullYear() + 1}-03-31`;
      await tenken(
        ...line('system declare juki --kind hardware-ledger --person 佐藤'),
        '--entries',
        file,
        '--review',
        review,
      );
    };
    const host = await enrolledHost(repositories);
    await repositories.reports.storeBatch([acceptedReport(host, 1, [inventory('ABC123')])]);
    await evaluator.settle();
    expect(await becomes(collector, host, 'nothing-declared')).toBe('nothing-declared');

    await tenken(...line('system set juki --every-host --organisation 点検市 --kind nwsystem=inquirer'));
    await declare('ABC123');
    expect(await becomes(collector, host, 'in-ledger')).toBe('in-ledger');
    await declare('OTHER99');
    expect(await becomes(collector, host, 'not-in-ledger')).toBe('not-in-ledger');
    // Whose declarations count is decided by labels.
    await tenken(...line('system set juki --label elsewhere'));
    expect(await becomes(collector, host, 'nothing-declared')).toBe('nothing-declared');
  },
);
