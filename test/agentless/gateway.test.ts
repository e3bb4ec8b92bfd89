import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GatewayCheckDocument, GatewayStatusDocument } from '../../collector/src/cli/documents.ts';
import { agentlessVersion } from '../../agent/src/gateway/gateway.ts';
import { Places } from '../../agent/src/gateway/places.ts';
import { readTargets } from '../../agent/src/gateway/targets.ts';
import { startTenken } from '../e2e/tenken.ts';
import { containing } from '../support/containing.ts';
import { ownCollector } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { startSshServer, whyNoSshServer } from '../support/ssh-server.ts';

if (whyNoSshServer !== null) console.warn(`skipped in part: ${whyNoSshServer}`);

function listIn(folder: string, list: unknown): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'gateway.json'), typeof list === 'string' ? list : JSON.stringify(list));
}

function gateway(folder: string, ...args: string[]) {
  return startTenken(['agent', 'gateway', ...args, '--identity', folder]).ended;
}

test.runIf(whyNoSshServer === null)(
  'each target reports as a host of its own; one that fails touches no other',
  async () => {
    const server = await startSshServer(scratchFolder());
    const collector = await ownCollector();
    const { repositories } = collector.context;
    const folder = join(scratchFolder(), 'gateway');
    mkdirSync(join(folder, 'keys'), { recursive: true });
    cpSync(server.keyFile, join(folder, 'keys', 'web'));
    writeFileSync(join(folder, 'known_hosts'), server.knownHosts);
    const address = `ssh://${server.user}@127.0.0.1:${server.port}`;
    const keyFile = 'keys/web';
    listIn(folder, {
      parallel: 2,
      targets: [
        { name: 'web-1', address, keyFile, sudo: 'never' },
        { name: 'gone', address: `ssh://${server.user}@127.0.0.1:1`, keyFile },
        { name: 'web-2', address, keyFile, sudo: 'never' },
      ],
    });
    const checked = await gateway(folder, 'check', 'web-1', 'gone', '--json');
    expect(checked.stderr).toMatch(/^web-1: linux, /m);
    expect(checked.stderr).toMatch(/^gone: .*nothing listens there.*\[target-unreachable\]$/m);
    expect(GatewayCheckDocument.parse(JSON.parse(checked.stdout))).toMatchObject([
      { target: 'web-1', platform: 'linux' },
      { target: 'gone', code: 'target-unreachable' },
    ]);
    expect(checked.exitCode).toBe(2);

    const token = await repositories.enrolmentTokens.create({
      label: 'gateway',
      actor: 'console:test',
      now: Date.now(),
      lifetimeMs: 600_000,
      uses: 3,
    });
    const authority = join(folder, 'authority.pem');
    writeFileSync(authority, collector.context.authority.anchor);
    const enrol = ['enroll', '--server', collector.url, '--token', token, '--authority', authority];
    const enrolled = await gateway(folder, ...enrol);
    expect(enrolled.exitCode, enrolled.stderr).toBe(0);
    expect(enrolled.stderr.match(/enrolled as/g)).toHaveLength(3);
    // Again: nothing is left to do, and the token is not asked for more.
    expect((await gateway(folder, ...enrol)).stderr.match(/is enrolled as/g)).toHaveLength(3);

    const ran = await gateway(folder, 'run', '--once');
    expect(ran.stderr).toMatch(/^web-1: report \S+ stored$/m);
    expect(ran.stderr).toMatch(/^web-2: report \S+ stored$/m);
    expect(ran.stderr).toMatch(/^tenken: gone: .*nothing listens there/m);
    expect(ran.exitCode).toBe(2);

    const { stdout } = await gateway(folder, 'status');
    const status = GatewayStatusDocument.parse(JSON.parse(stdout)).map(({ target, hostId }) => ({
      target,
      hostId: hostId ?? '',
    }));
    expect(new Set(status.map(({ hostId }) => hostId)).size).toBe(3);
    for (const { target, hostId } of status) {
      const evidence = await repositories.reports.newestEvidence(hostId);
      expect(evidence.size > 20, target).toBe(target !== 'gone');
    }
    const [{ hostId: first } = { hostId: '' }] = status;
    expect(await repositories.hosts.find(first)).toMatchObject({
      agentVersion: containing('+agentless'),
    });
    // What proves who signs in is where it was, and nowhere else: not in what was kept to be sent, nor in its state.
    const secret = readFileSync(server.keyFile, 'utf8').split('\n')[2] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    for (const name of readdirSync(join(folder, 'targets'), { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, 'targets', name);
      if (existsSync(path) && !readdirSyncOrNull(path)) {
        expect(readFileSync(path, 'utf8')).not.toContain(secret);
      }
    }
  },
  240_000,
);

function readdirSyncOrNull(path: string): string[] | null {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}

test(
  'a token that is used up leaves what is enrolled, and says how many are left',
  { timeout: 120_000 },
  async () => {
    const collector = await ownCollector();
    const token = await collector.context.repositories.enrolmentTokens.create({
      label: 'gateway',
      actor: 'console:test',
      now: Date.now(),
      lifetimeMs: 600_000,
      uses: 1,
    });
    const folder = join(scratchFolder(), 'gateway');
    const address = 'ssh://root@192.0.2.1';
    listIn(folder, { targets: ['a', 'b', 'c'].map((name) => ({ name, address, keyFile: 'k' })) });
    const authority = join(folder, 'authority.pem');
    writeFileSync(authority, collector.context.authority.anchor);
    const enrol = ['enroll', '--server', collector.url, '--token', token, '--authority', authority];
    const { exitCode, stderr } = await gateway(folder, ...enrol);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/b: .* 1 of 3 targets are enrolled.*for the 2 that are left.*--uses 2/s);
  },
);

const good = { name: 'web', address: 'ssh://root@web', keyFile: 'k' };
test.each([
  ['no JSON', '{', /cannot be read/],
  ['no list', {}, /targets/],
  ['an empty list', { targets: [] }, /targets/],
  ['a name that leaves the folder', { targets: [{ ...good, name: '../web' }] }, /targets\[0\]\.name/],
  ['two of one name', { targets: [good, good] }, /two targets are named web/],
  [
    'a key that nobody knows',
    { targets: [{ ...good, paswordFile: 'x' }] },
    /targets\[0\]: "paswordFile" is not known/,
  ],
  ['a misspelt member', { targets: [{ name: 'web', adress: 'x', keyFile: 'k' }] }, /"adress" is not known/],
  ['no address', { targets: [{ ...good, address: 'web' }] }, /web: .*ssh:\/\//],
  ['nothing to sign in with', { targets: [{ name: 'web', address: 'ssh://root@web' }] }, /neither keyFile/],
  ['a password in it', { targets: [{ ...good, address: 'ssh://root:hunter2@web' }] }, /password/],
])('a list with %s is refused and says where', (_what, list, told) => {
  const folder = scratchFolder();
  listIn(folder, list);
  expect(() => readTargets(folder)).toThrow(told);
  expect(() => readTargets(folder)).not.toThrow(/hunter2/);
  expect(() => readTargets(folder)).toThrow(expect.objectContaining({ code: 'targets-invalid' }));
});

test('only so many are scanned at once, and a failure frees its place', async () => {
  const places = new Places(2);
  let now = 0;
  let most = 0;
  const work = (index: number) =>
    places.take(async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      if (index % 3 === 0) throw new Error('failed');
    });
  const ended = await Promise.allSettled(Array.from({ length: 12 }, (_, index) => work(index)));
  expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(4);
  expect(most).toBe(2);
});

test('the version tells that there is no agent, in 64 characters at most', () => {
  expect(agentlessVersion('gw1.example.jp')).toMatch(/^\d+\.\d+\.\d+\+agentless\.via-gw1-example-jp$/);
  expect(agentlessVersion('あ'.repeat(300)).length).toBeLessThanOrEqual(64);
});
