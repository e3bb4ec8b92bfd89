import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { TargetBook } from '../../agent/src/network/target-book.ts';
import { targetPlan } from '../../agent/src/network/target-plan.ts';
import { judge } from '../../controls/src/controls/judge.ts';
import { sshTargetsStrong } from '../../controls/src/controls/ssh-targets-strong/index.ts';
import { collect } from '../../controls/src/evidence/collect.ts';
import { sshTargets } from '../../controls/src/evidence/ssh-targets/index.ts';
import type { SshTargets } from '../../controls/src/evidence/ssh-targets/schema.ts';
import { shippedReference } from '../../controls/src/reference/reference-data.ts';
import { AgentSettings } from '../../shared/src/agent-settings.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { configurations } from './configurations.ts';
import { startServer, whyNot } from './servers.ts';
import type { Server } from './servers.ts';

/** A host whose administrator, and whose collector, named these servers. */
function hostWith(lines: readonly string[], asked: readonly string[] = []): LocalHost {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'network-targets.txt'), `${lines.join('\n')}\n`, { mode: 0o600 });
  const host = new LocalHost();
  const book = new TargetBook(targetPlan(folder, AgentSettings.parse({ sshTargets: asked })));
  host.measure(() => book.targets());
  return host;
}

async function judged(host: LocalHost) {
  const evidence = await collect(sshTargets, host);
  const { result } = evidence.body;
  if (result.status !== 'read') throw new Error(`not read: ${JSON.stringify(result)}`);
  const circumstances = { now: host.now(), platform: host.platform, reference: shippedReference };
  const finding = judge(sshTargetsStrong, new Map([[sshTargets.id, evidence]]), {}, circumstances);
  return { targets: (result.data as SshTargets).targets, finding };
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('the administrator and the collector name servers: those that may be measured are', async ({ skip }) => {
  const reason = whyNot('sshd', 'dropbear');
  if (reason !== null) console.warn(`named SSH servers are not measured: ${reason}`);
  skip(reason !== null, reason ?? '');
  const start = (name: keyof typeof configurations) =>
    startServer(scratchFolder(), configurations[name] as Server);
  const [old, small, hardened] = [
    await start('OpenSSH with every old algorithm'),
    await start('Dropbear'),
    await start('OpenSSH hardened'),
  ];

  const weak = await judged(hostWith([`ssh 127.0.0.1:${old}`, 'allow 127.0.0.1'], [`127.0.0.1:${small}`]));
  expect(weak.targets).toMatchObject(
    [
      { target: `127.0.0.1:${old}`, origin: 'host', seen: 'ssh', ssh: { software: /^OpenSSH/ } },
      { target: `127.0.0.1:${small}`, origin: 'collector', seen: 'ssh', ssh: { software: /^dropbear/ } },
    ].map((one) => ({ ...one, ssh: { software: expect.stringMatching(one.ssh.software) as unknown } })),
  );
  expect(weak.finding).toMatchObject({ outcome: 'fail', reason: 'weak-algorithm' });
  expect(weak.finding.observed.en).toContain(`127.0.0.1:${old} Key exchange: `);

  const strong = await judged(hostWith([`ssh 127.0.0.1:${hardened}`]));
  expect(strong.finding).toMatchObject({ outcome: 'pass' });

  // Named by the collector alone: nothing is connected to, and the one that is strong proves nothing of the other.
  const refused = await judged(hostWith([`ssh 127.0.0.1:${hardened}`], [`127.0.0.1:${old}`]));
  expect(refused.targets[1]).toMatchObject({ refused: { reason: 'not-allowed' }, seen: null, ssh: null });
  expect(refused.finding).toMatchObject({ outcome: 'unknown', reason: 'target-refused' });
});

test('what is no SSH server, or none at all, is not measured', async () => {
  const other = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('220 mail.example.jp ESMTP\r\n');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const { targets, finding } = await judged(
    hostWith([`ssh 127.0.0.1:${port}`, `ssh 127.0.0.1:${await closedPort()}`]),
  );
  expect(targets.map(({ seen }) => seen)).toEqual(['smtp-or-ftp', 'refused-connection']);
  expect(finding).toMatchObject({ outcome: 'unknown', reason: 'target-not-measured' });
});

test('nobody named any', async () => {
  const { targets, finding } = await judged(hostWith(['www.example.jp:443']));
  expect(targets).toEqual([]);
  expect(finding).toMatchObject({ outcome: 'not-applicable', reason: 'no-target' });
});
