import {
  appendFileSync,
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { evidenceKinds } from '@tenken/controls/evidence';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addDeployCommand } from '../../collector/src/cli/commands/deploy.ts';
import type { DeployDocument } from '../../collector/src/cli/documents.ts';
import { TenkenCommand } from '../../collector/src/cli/tenken-command.ts';
import { readPackages } from '../../collector/src/cli/deploy/package/agent-package.ts';
import { makeAgentArchive } from '../support/agent-archive.ts';
import type { Behaviour } from '../support/agent-archive.ts';
import { runTenken, startTenken } from '../support/collector-process.ts';
import { freePort } from '../support/free-port.ts';
import { startLinuxMachine, whyNoLinuxMachine } from '../support/linux-machine.ts';
import type { LinuxMachine } from '../support/linux-machine.ts';
import { collectorOfFile } from '../support/own-collector.ts';
import { makeScratchFolder, removeScratchFolder, scratchFolder } from '../support/scratch-folder.ts';
import { makeKey, whyNoSshServer } from '../support/ssh-server.ts';
import { sudoPassword, sudoUser } from '../support/sudo-machine.ts';

// Real servers, real rights, the real agent; systemd alone is a stand-in (see linux-machine.ts).

const whyNot = whyNoSshServer ?? whyNoLinuxMachine();
if (whyNot !== null) console.warn(`skipped: ${whyNot}`);

const onHost = readFileSync(
  join(import.meta.dirname, '../../collector/src/cli/deploy/host/on-host.sh'),
  'utf8',
);
const shared = collectorOfFile();
const archives = new Map<string, Promise<string>>();

function archive(version: string, behaviour: Behaviour = 'works'): Promise<string> {
  const key = `${version} ${behaviour}`;
  const made = archives.get(key) ?? makeAgentArchive(makeScratchFolder(), version, behaviour);
  archives.set(key, made);
  return made;
}

afterAll(async () => {
  for (const made of archives.values()) removeScratchFolder(await made);
});

type Listed = { name: string; machine: LinuxMachine | { port: number; keyFile: string }; user?: string };

/** Where the keys of accounts other than root's can be read by them. */
function machinesFolder(): string {
  const folder = scratchFolder();
  chmodSync(folder, 0o755);
  return folder;
}

/** An inventory of machines, and the keys that they may have. */
function listed(hosts: readonly Listed[], knownHosts?: string) {
  const folder = scratchFolder();
  const rows = hosts.map(({ name, machine, user }) =>
    [name, '127.0.0.1', machine.port, user ?? 'root', machine.keyFile].join(','),
  );
  const inventory = join(folder, 'hosts.csv');
  writeFileSync(inventory, `name,address,port,user,key\n${rows.join('\n')}\n`);
  const known = join(folder, 'known_hosts');
  const lines = hosts.map(({ machine }) => ('knownHosts' in machine ? machine.knownHosts : ''));
  writeFileSync(known, knownHosts ?? lines.join(''));
  return { inventory, known };
}

const onData = () => ['--data', shared.data, '--collector', shared.collector.url];

function line(
  { inventory, known }: ReturnType<typeof listed>,
  more: readonly string[],
  place: readonly string[] = onData(),
): string[] {
  const usual = ['--known-hosts', known, '--trial-minutes', '40', '--json'];
  return ['deploy', inventory, ...place, ...usual, ...more];
}

const deploy = (at: ReturnType<typeof listed>, ...more: readonly string[]) =>
  deployAt(onData(), {}, at, more);

async function deployAt(
  place: readonly string[],
  env: Record<string, string>,
  at: ReturnType<typeof listed>,
  more: readonly string[],
) {
  const { code, output, errors } = await inThisProcess(line(at, more, place), env);
  if (output === '') throw new Error(errors);
  const document = JSON.parse(output) as DeployDocument;
  const outcomes = Object.fromEntries(document.hosts.map(({ host, outcome }) => [host, outcome]));
  return {
    code,
    document,
    outcomes,
    errors,
    of: (name: string) => document.hosts.find(({ host }) => host === name),
  };
}

/** The command as it is, without a second for the start of a process each time. */
async function inThisProcess(words: readonly string[], env: Record<string, string>) {
  const told = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      told[name] += String(chunk);
      return true;
    }),
  );
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const before = signals.map((signal) => process.listeners(signal));
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    const program = new TenkenCommand().exitOverride();
    addDeployCommand(program);
    await program.parseAsync(words, { from: 'user' });
    return { code: process.exitCode, output: told.stdout, errors: told.stderr };
  } finally {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
    for (const [index, signal] of signals.entries()) {
      const own = process.listeners(signal).filter((one) => !before[index]?.includes(one));
      for (const one of own) process.off(signal, one);
    }
  }
}

const lib = '/usr/lib/tenken-agent';
const onTrial = `${lib}/on-trial`;
const versionOf = (machine: LinuxMachine) =>
  /^versions\/(.*)-[0-9a-f]{16}$/.exec(readlinkSync(machine.outside(`${lib}/current`)))?.[1];
const secret = (content: string) => {
  const file = join(scratchFolder(), 'secret');
  writeFileSync(file, `${content}\n`, { mode: 0o600 });
  return file;
};
/** Everything that a roll-out could have changed, with times. */
const stateOf = (machine: LinuxMachine) => {
  const places = [
    lib,
    '/etc/systemd/system',
    '/etc/tenken',
    '/usr/bin/tenken-agent',
    '/var/lib/tenken-agent/identity.json',
  ];
  const args = ['!', '-name', '.lock', '-printf', '%p %l %T@\\n'];
  return execFileSync('find', [...places.map((path) => machine.outside(path)), ...args], {
    encoding: 'utf8',
  });
};

/** A machine whose agent reads the quickest kind of evidence only: what it finds does not matter here. */
async function machineIn(
  folder: string,
  name: string,
  sudoRules: readonly string[] = [],
): Promise<LinuxMachine> {
  const kindsOff = evidenceKinds.map(({ id }) => id).filter((id) => id !== 'os-release');
  const settings = await shared.collector.context.authority.signSettings({
    version: 1,
    sequence: 1,
    issuedAt: new Date().toISOString(),
    settings: { kindsOff },
  });
  const files = { '/var/lib/tenken-agent/settings.json': JSON.stringify(settings) };
  return startLinuxMachine(join(folder, name), { sudoRules, files });
}

// Most of it is waiting; on a machine that does much else at the same time it takes minutes.
describe.runIf(whyNot === null)('with real servers', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    await archive('9.0.0');
  });

  test('each host gets its own result; a second run changes nothing; an upgrade, and back', async () => {
    const folder = machinesFolder();
    const fine = await machineIn(folder, 'fine');
    const strict = await machineIn(folder, 'strict', [`${sudoUser} ALL=(root) NOPASSWD: /usr/bin/true`]);
    const down = { port: await freePort(), keyFile: fine.keyFile };
    const at = listed([
      { name: 'fine', machine: fine },
      { name: 'down', machine: down },
      { name: 'strict', machine: strict, user: sudoUser },
    ]);

    const first = await deploy(at, '--package', await archive('9.0.0'));
    expect(first.outcomes).toEqual({ fine: 'installed', down: 'unreachable', strict: 'refused' });
    expect(first.code).toBe(1);
    expect(first.of('down')?.reason).toContain('nothing listens there');
    expect(first.of('strict')?.reason).toMatch(/sudo/);
    expect(first.of('fine')?.changes).toEqual([
      'place-program',
      'write-authority',
      'enrol',
      'switch-program',
    ]);
    // It is there as the collector sees it too.
    const hosts = await shared.collector.context.repositories.hosts.all();
    expect(hosts.map(({ agentVersion }) => agentVersion)).toEqual(['9.0.0']);
    expect(existsSync(strict.outside(lib))).toBe(false);

    const before = stateOf(fine);
    const again = await deploy(at, '--package', await archive('9.0.0'));
    expect(again.outcomes['fine']).toBe('unchanged');
    expect(again.of('fine')?.changes).toEqual([]);
    expect(stateOf(fine)).toBe(before);

    const dry = await deploy(at, '--package', await archive('9.1.0'), '--only', 'fine', '--dry-run');
    expect(dry.of('fine')).toMatchObject({
      outcome: 'would-change',
      changes: ['place-program', 'switch-program'],
    });
    expect(stateOf(fine)).toBe(before);

    const upgrade = await deploy(at, '--package', await archive('9.1.0'), '--only', 'fine');
    expect([upgrade.code, upgrade.outcomes]).toEqual([0, { fine: 'upgraded' }]);
    expect(versionOf(fine)).toBe('9.1.0');
    expect(fine.read(onTrial)).toBeNull();
    expect(fine.systemd().findLast((told) => told.includes('tenken-agent-watch'))).toMatch(/^stop /);

    const back = await deploy(at, '--roll-back', '--only', 'fine');
    expect([back.code, back.outcomes]).toEqual([0, { fine: 'rolled-back' }]);
    expect(versionOf(fine)).toBe('9.0.0');

    const removed = await deploy(at, '--remove', '--only', 'fine');
    expect([removed.code, removed.outcomes]).toEqual([0, { fine: 'removed' }]);
    const left = fine.run('find /usr/lib /usr/bin /etc -name "*tenken*"').output;
    expect(left).toBe('/etc/tenken\n');
    expect(fine.read('/var/lib/tenken-agent/identity.json')).not.toBeNull();
  });

  test('a version that crashes, or delivers nothing, goes back; the roll-out stops before the next ring', async () => {
    const folder = machinesFolder();
    const [canary, other] = await Promise.all([
      machineIn(folder, 'canary'),
      machineIn(folder, 'other', ['Defaults use_pty', `${sudoUser} ALL=(root) ALL`]),
    ]);
    const at = listed([
      { name: 'canary', machine: canary },
      { name: 'other', machine: other, user: sudoUser },
    ]);
    const wrong = await deploy(
      at,
      '--package',
      await archive('9.0.0'),
      '--only',
      'other',
      '--sudo-password-file',
      secret('guessed'),
    );
    expect(wrong.of('other')).toMatchObject({ outcome: 'refused', changes: [] });
    const password = ['--sudo-password-file', secret(sudoPassword)];
    const installed = await deploy(at, '--package', await archive('9.0.0'), ...password);
    expect(installed.outcomes).toEqual({ canary: 'installed', other: 'installed' });

    // The watcher of the host is asked each second here, so that these are ten seconds and not ten minutes.
    const crashed = await deploy(
      at,
      '--package',
      await archive('9.2.0', 'crashes'),
      '--rings',
      '50%',
      '--trial-minutes',
      '10',
    );
    expect(crashed.outcomes).toEqual({ canary: 'rolled-back', other: 'not-attempted' });
    expect([crashed.code, crashed.document.stopped?.why]).toEqual([1, 'too-many-failures']);
    expect(crashed.of('canary')?.reason).toContain('no report of it was acknowledged in 10 minutes');
    expect([versionOf(canary), versionOf(other)]).toEqual(['9.0.0', '9.0.0']);
    expect(canary.read(onTrial)).toBeNull();

    // A program that cannot run here never becomes the current one.
    const broken = await deploy(
      at,
      '--package',
      await archive('9.3.0', 'does not start'),
      '--only',
      'other',
      ...password,
    );
    expect(broken.of('other')).toMatchObject({ outcome: 'failed', changes: [] });
    expect(broken.of('other')?.reason).toContain('libatomic');
    expect(versionOf(other)).toBe('9.0.0');
    expect(other.systemd()).not.toContain('start tenken-agent-watch.timer');
  });

  test('the host puts a version back that delivers nothing, with nobody watching, killed command or not', async () => {
    const machine = await machineIn(machinesFolder(), 'alone');
    const at = listed([{ name: 'alone', machine }]);
    await deploy(at, '--package', await archive('9.0.0'));
    const bad = await archive('9.4.0', 'delivers nothing');
    const child = startTenken(line(at, ['--package', bad, '--trial-minutes', '8']));
    await expect.poll(() => versionOf(machine), { timeout: 60_000, interval: 200 }).toBe('9.4.0');
    child.kill('SIGKILL');
    await expect
      .poll(() => machine.read(`${lib}/returned`) ?? '', { timeout: 60_000, interval: 500 })
      .toMatch(/^9\.4\.0-\w+ no report of it was acknowledged/);
    expect(versionOf(machine)).toBe('9.0.0');
    await expect
      .poll(() => machine.systemd().findLast((told) => told.includes('watch')), { timeout: 30_000 })
      .toMatch(/^stop /);
  });

  test('a run that was killed goes on where it ended', async () => {
    const folder = machinesFolder();
    const [first, second] = await Promise.all([machineIn(folder, 'first'), machineIn(folder, 'second')]);
    const at = listed([
      { name: 'first', machine: first },
      { name: 'second', machine: second },
    ]);
    const program = ['--package', await archive('9.0.0'), '--parallel', '1'];
    const child = startTenken(line(at, program));
    let told = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      if (/^second: sending/m.test(told)) child.kill('SIGKILL');
    });
    await once(child, 'close');
    expect(told).toContain('first installed');
    const run = readFileSync(`${at.inventory}.run`, 'utf8');
    expect(run).toContain('"begun":"second"');
    const signedIn = first.log().split('Accepted publickey').length;

    const other = await runTenken(line(at, ['--package', await archive('9.1.0')]));
    expect(other.errors).toContain('Finish it with the same package');

    // As a power cut leaves it.
    appendFileSync(`${at.inventory}.run`, '{"result":{"host":"sec');
    // From another machine than the collector's, with a token of its API.
    const { apiTokens } = shared.collector.context.repositories;
    const token = await apiTokens.create(
      { label: 'roll-out', role: 'administrator', scope: null, lifetimeMs: 600_000 },
      { actor: 'console:test', now: Date.now() },
    );
    const authority = join(shared.data, 'authority', 'authority.pem');
    const remote = ['--server', shared.collector.url, '--authority', authority];
    const resumed = await deployAt(remote, { TENKEN_TOKEN: token }, at, program);
    expect(resumed.document.hosts.map(({ reason }) => reason)).toEqual([null, null]);
    expect(resumed.outcomes).toEqual({ first: 'installed', second: 'installed' });
    expect(resumed.errors).toContain('Going on: 1 of 2 hosts');
    expect(first.log().split('Accepted publickey').length).toBe(signedIn);
    expect(existsSync(`${at.inventory}.run`)).toBe(false);
  });

  test('whenever a change of a host is killed, one version is whole and goes on', async () => {
    const folder = machinesFolder();
    const machine = await machineIn(folder, 'killed');
    const at = listed([{ name: 'killed', machine }]);
    await deploy(at, '--package', await archive('9.0.0'));
    const script = join(folder, 'script');
    writeFileSync(script, `${onHost}\n"$@"\n`);
    const [next] = readPackages([await archive('9.1.0')]);
    if (!next) throw new Error('there is a package');
    writeFileSync(join(folder, 'archive'), next.archive);
    const place = `sh ${script} place ${next.id} ${next.archiveSha256} ${next.manifestSha256} <${folder}/archive`;
    const seen = new Set<string | undefined>();
    let kills = 0;
    for (const afterSeconds of [0.03, 0.08, 0.15, 0.3]) {
      const { output } = machine.run(
        `${place}; timeout -s KILL ${afterSeconds} sh ${script} activate ${next.id} 30; echo ended $?`,
      );
      kills += output.includes('ended 137') ? 1 : 0;
      expect(output).toContain('ended');
      // Its watcher brings every beginning to an end: no trial, no watcher, and a version that is whole.
      await expect.poll(() => machine.read(onTrial), { timeout: 60_000, interval: 500 }).toBeNull();
      const told = machine.run(`sh ${script} inspect`).output;
      expect(told).toMatch(/^manifest=[0-9a-f]{64}$/m);
      expect(told).toMatch(/^trial=$/m);
      seen.add(versionOf(machine));
      machine.run(`sh ${script} back test`);
    }
    expect([...seen].every((version) => version === '9.0.0' || version === '9.1.0')).toBe(true);
    expect(kills).toBeGreaterThan(0);
    const after = await deploy(at, '--package', await archive('9.1.0'));
    expect(['upgraded', 'repaired', 'unchanged']).toContain(after.outcomes['killed']);
    expect(machine.run(`sh ${script} inspect`).output).toMatch(/^links=stand$/m);
  });

  test('a change that is killed as soon as its trial is on the disk has its watcher', async () => {
    const machine = await machineIn(machinesFolder(), 'killed-early');
    const at = listed([{ name: 'killed-early', machine }]);
    await deploy(at, '--package', await archive('9.0.0'));
    // The next one to ask for the disk ends with it.
    machine.run(
      "mv /usr/bin/sync /usr/bin/sync-of-coreutils; printf '#!/bin/sh\\n[ ! -f %s ] || { mv /usr/bin/sync-of-coreutils /usr/bin/sync; kill -9 $PPID; }\\n' " +
        `${onTrial} >/usr/bin/sync; chmod 755 /usr/bin/sync`,
    );
    const killed = await deploy(at, '--package', await archive('9.1.0'));
    expect(killed.outcomes['killed-early']).not.toBe('upgraded');
    await expect.poll(() => machine.read(onTrial), { timeout: 60_000, interval: 500 }).toBeNull();
    expect(versionOf(machine)).toBe('9.0.0');
    const after = await deploy(at, '--package', await archive('9.1.0'));
    expect(after.outcomes['killed-early']).toBe('upgraded');
  });

  test('what was changed on a host is repaired, with nothing but that', async () => {
    const machine = await machineIn(machinesFolder(), 'changed');
    const at = listed([{ name: 'changed', machine }]);
    const program = ['--package', await archive('9.0.0')];
    await deploy(at, ...program);
    machine.run(
      'echo "# more" >> /usr/lib/tenken-agent/current/tenken-probes.mjs; rm /etc/systemd/system/tenken-agent.timer; echo x > /etc/tenken/authority.pem',
    );
    const repaired = await deploy(at, ...program);
    expect(repaired.of('changed')).toMatchObject({
      outcome: 'repaired',
      changes: ['place-program', 'write-authority', 'restore-links'],
    });
    // What a package manager has put there is not a roll-out's to change.
    machine.run('rm /usr/lib/tenken-agent/tenken-agent && cp /bin/true /usr/lib/tenken-agent/tenken-agent');
    const foreign = await deploy(at, ...program);
    expect(foreign.of('changed')).toMatchObject({ outcome: 'unsupported', changes: [] });
    expect(foreign.of('changed')?.reason).toContain('/usr/lib/tenken-agent/tenken-agent is there');
  });

  test('a host key that is not known, or is another, gets nothing', async () => {
    const machine = await machineIn(machinesFolder(), 'unknown');
    const hosts = [{ name: 'unknown', machine }];
    const program = ['--package', await archive('9.0.0')];
    const unknown = await deploy(listed(hosts, ''), ...program);
    expect(unknown.of('unknown')).toMatchObject({ outcome: 'untrusted', changes: [] });
    const other = makeKey(scratchFolder(), 'other');
    const [type, key] = readFileSync(`${other}.pub`, 'utf8').split(' ');
    const changed = await deploy(listed(hosts, `[127.0.0.1]:${machine.port} ${type} ${key}\n`), ...program);
    expect(changed.of('unknown')?.outcome).toBe('untrusted');
    expect(changed.of('unknown')?.reason).toContain('Somebody may be in between');
    expect(machine.log()).not.toContain('Accepted');
  });
});

test('a package that is not what its list of sums says is not sent anywhere', async () => {
  const folder = await makeAgentArchive(scratchFolder(), '9.9.0');
  const [name] = readdirSync(folder).filter((one) => one.endsWith('.tar.gz'));
  const path = join(folder, name ?? '');
  const at = listed([{ name: 'nobody', machine: { port: await freePort(), keyFile: '/dev/null' } }]);
  const refused = async (what: RegExp) => {
    const { code, errors, output } = await runTenken(line(at, ['--package', path]));
    expect([code, output]).toEqual([2, '']);
    expect(errors).toMatch(what);
  };
  const whole = readFileSync(path);
  writeFileSync(path, whole.subarray(0, whole.length - 100));
  await refused(/is not what .*SHA256SUMS says/);
  writeFileSync(join(folder, 'SHA256SUMS'), '');
  await refused(/does not list/);
});
