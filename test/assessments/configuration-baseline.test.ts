import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { encodeShiftJis } from '../../collector/src/documents/japanese/shift-jis.ts';
import type { Collector } from '../../collector/src/server.ts';
import { runTenken } from '../support/collector-process.ts';
import { enrolHere, ownCollector } from '../support/own-collector.ts';
import { reportReplayed } from '../support/replayed-agent.ts';
import type { Replayed } from '../support/replayed-agent.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const asAccepted: Replayed = {
  'host-firewall': 'linux-nft-default-deny',
  'listening-services': 'linux-only-ssh',
  'network-hardening': 'linux-hardened',
  'os-release': 'linux-debian-12',
  'screen-lock': 'linux-gnome-not-root',
};
const review = ['--person', '佐藤', '--review', `${new Date().getFullYear() + 1}-03-31`];

test(
  "a host's settings are accepted as its baseline; what drifts from it fails by name until it is set back",
  { timeout: 180_000 },
  async () => {
    const collector = await ownCollector();
    const data = collector.directory.path;
    const tenken = async (...args: string[]) => {
      const { code, output, errors } = await runTenken([...args, '--data', data]);
      expect(code, `${args.join(' ')}: ${errors}`).toBe(0);
      return { output, errors };
    };
    await tenken('system', 'set', 'juki', '--every-host', '--organisation', '点検市');
    const web = await enrolHere(collector);
    const other = await enrolHere(collector);
    const report = async (machine: Replayed) => {
      await reportReplayed(web, machine, 'WEB-01');
      await collector.context.evaluator.settle();
    };
    await report(asAccepted);
    await reportReplayed(other, asAccepted, 'web-02');
    await collector.context.evaluator.settle();
    expect(await findingOf(collector, 'WEB-01')).toMatchObject({
      outcome: 'unknown',
      reason: 'nothing-declared',
    });

    const folder = scratchFolder();
    const file = join(folder, '基準構成.csv');
    const { errors } = await tenken('host', 'baseline', 'web-01', '--out', file);
    expect(errors).toMatch(/^host-firewall: as of 2/m);
    expect(errors).toMatch(/^screen-lock: left out \(.+: permission-denied\)$/m);
    expect(errors).toMatch(/^usb-storage: left out \(never reported\)$/m);
    const written = readFileSync(file, 'utf8');
    expect(written).toMatch(/^\uFEFF対象,設定項目,基準値,根拠,備考\r\n/);
    expect(written).toContain('WEB-01,host-firewall.scopes[ipv4].unmatched,blocked,,\r\n');
    expect(written).toContain('WEB-01,listening-services.listeners[tcp 22 sshd],present,,\r\n');
    expect(written).toContain('WEB-01,listening-services.listeners[*],absent,,\r\n');
    expect(written).not.toMatch(/os-release|container|rules,/);

    // As Excel saves it after somebody has said why.
    const reviewed = written
      .slice(1)
      .replaceAll(',,\r\n', ',設計書 第3章,\r\n')
      .replace(/^WEB-01,network-hardening\.synBacklog.*\r\n/m, '');
    writeFileSync(`${file}.sjis`, encodeShiftJis(reviewed, new Map()));
    const declare = ['system', 'declare', 'juki', '--kind', 'baselines', ...review];
    await tenken(...declare, '--entries', `${file}.sjis`);
    await collector.context.evaluator.settle();
    expect(await findingOf(collector, 'WEB-01')).toMatchObject({
      outcome: 'pass',
      reason: 'as-accepted',
      evidence: [{ kind: 'host-firewall' }, { kind: 'listening-services' }, { kind: 'network-hardening' }],
      parameters: {
        baseline: { declared: 'baselines', values: reviewed.trimEnd().split('\r\n').length - 1 },
      },
    });
    expect(await findingOf(collector, 'web-02')).toMatchObject({ reason: 'nothing-declared' });

    await report({
      ...asAccepted,
      'host-firewall': 'linux-nft-policy-accept',
      'listening-services': 'linux-file-server',
    });
    const drifted = await findingOf(collector, 'WEB-01');
    expect(drifted).toMatchObject({ outcome: 'fail', reason: 'differs' });
    expect(drifted?.observed.ja).toContain(
      'host-firewall.scopes[ipv4].unmatched: 基準 blocked、現在 accepted',
    );
    expect(drifted?.observed.en).toContain(
      'listening-services.listeners[tcp 445 smbd]: baseline absent, now present',
    );

    await report(asAccepted);
    expect(await findingOf(collector, 'WEB-01')).toMatchObject({ outcome: 'pass' });

    // One baseline for all, written from one of them.
    const all = join(folder, 'all.csv');
    await tenken('host', 'baseline', 'web-02', '--target', '*', '--kind', 'host-firewall', '--out', all);
    await tenken(...declare, '--entries', all);
    // A host that was being judged by what held before is judged anew when the collector looks next.
    const agree = async () => {
      await collector.context.evaluator.settle();
      for (const name of ['WEB-01', 'web-02']) {
        expect(await findingOf(collector, name)).toMatchObject({
          outcome: 'pass',
          evidence: [{ kind: 'host-firewall' }],
        });
      }
    };
    await vi.waitFor(agree, { timeout: 10_000 });
  },
);

test('a host that is not there, or told nothing yet, has no baseline', { timeout: 60_000 }, async () => {
  const collector = await ownCollector();
  const data = collector.directory.path;
  const agent = await enrolHere(collector);
  const unknown = await runTenken(['host', 'baseline', 'nowhere', '--data', data]);
  expect([unknown.code, unknown.output]).toEqual([2, '']);
  expect(unknown.errors).toContain('No host has the id or name nowhere.');
  await reportReplayed(agent, { 'os-release': 'linux-debian-12' }, 'web-01');
  await reportReplayed(await enrolHere(collector), { 'os-release': 'linux-debian-12' }, 'web-01.example.jp');
  const twice = await runTenken(['host', 'baseline', 'WEB-01', '--data', data]);
  expect(twice.errors).toMatch(
    /Several hosts are named WEB-01: [0-9a-f-]{36}, [0-9a-f-]{36}\. Name the id\./,
  );
  const [host] = await collector.context.repositories.hosts.all();
  const out = join(scratchFolder(), 'none.csv');
  const nothing = await runTenken(['host', 'baseline', host?.id ?? '', '--data', data, '--out', out]);
  expect([nothing.code, existsSync(out)]).toEqual([2, false]);
  expect(nothing.errors).toContain('no settings are known yet');
});

async function findingOf(collector: Collector, name: string) {
  const { hosts, findings } = collector.context.repositories;
  const host = (await hosts.all()).find((one) => one.name === name);
  const found = await findings.list({ hostId: host?.id ?? '', control: 'configuration-baseline-kept' });
  return found[0];
}
