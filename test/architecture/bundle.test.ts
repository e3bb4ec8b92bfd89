import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { kindsFor } from '@tenken/controls/evidence';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleAgent } from '../../agent/scripts/bundle.ts';
import type { Bundle, BundleFile } from '../../agent/scripts/bundle.ts';
import { createLogger } from '../../collector/src/logger.ts';
import { openCollector } from '../../collector/src/server.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

/** What each is made of besides our own code; all are in the table of dependencies or come with one of it. */
const packagesInside = [
  '@pinojs/redact',
  'atomic-sleep',
  'node-forge',
  'on-exit-leak-free',
  'pino',
  'pino-std-serializers',
  'quick-format-unescaped',
  'safe-stable-stringify',
  'sonic-boom',
  'zod',
];

/** The same of the file that a gateway reads. */
const packagesOfSsh = ['asn1', 'bcrypt-pbkdf', 'safer-buffer', 'ssh2', 'tweetnacl'];

/** And of the file that an agent on macOS reads once a day. Two modules of the package, and what they share. */
const modulesOfHardware = ['cpu.js', 'system.js', 'util.js'];

/** Our own folders that may be inside; the collector, controls and checklists are not among them. */
const ownFolders = /^(agent\/(src\/|package\.json$)|shared\/src\/|controls\/src\/evidence\/)/;

/** Each 100 kB more costs every start on every host about 2 ms of CPU, a twelfth of what Node itself takes. */
const maxBytes = 700_000;
/** Once a scan; packed it is a hundredth of Node's own download. */
const maxProbesBytes = 2 * 1024 * 1024;
/** Read by a gateway only, once. */
const maxSshBytes = 700_000;
const maxHardwareBytes = 200_000;

let bundle: Bundle;
let inputs: Record<'agent' | 'probes', string[]>;

beforeAll(async () => {
  bundle = await bundleAgent();
  inputs = {
    agent: Object.keys(bundle.agent.metafile.inputs),
    probes: Object.keys(bundle.probes.metafile.inputs),
  };
});

describe('what is inside', () => {
  test.each(['agent', 'probes'] as const)(
    'our own files of %s come from the agent, shared and evidence only',
    (part) => {
      const own = inputs[part].filter((path) => !path.includes('node_modules/') && !path.includes(':'));
      expect(own.length).toBeGreaterThan(30);
      expect(own.filter((path) => !ownFolders.test(path))).toEqual([]);
      expect(own.filter((path) => path.endsWith('.test.ts') || path.includes('/testing/'))).toEqual([]);
    },
  );

  test('probes are in their own file, and nowhere else', () => {
    const registry = 'controls/src/evidence/registry.ts';
    expect(inputs.probes).toContain(registry);
    expect(inputs.agent).not.toContain(registry);
  });

  test.each(['agent', 'probes'] as const)('packages of %s are those of the list, all of them', (part) => {
    const found = new Set(inputs[part].map((path) => packageOf(path)).filter((name) => name !== null));
    console.log(`packages inside of ${part}: ${[...found].toSorted().join(', ')}`);
    expect([...found].toSorted()).toEqual(packagesInside);
  });

  test('nothing native, and nothing that is not part of Node is left outside', () => {
    const files = Object.values(bundle);
    const all = files.flatMap(({ metafile }) => Object.keys(metafile.inputs));
    expect(all.filter((path) => /\.wasm$|(?<!^native:.*)\.node$/.test(path))).toEqual([]);
    const outside = ({ metafile: { outputs } }: BundleFile) =>
      new Set(
        Object.values(outputs).flatMap(({ imports }) => imports.map(({ path, kind }) => `${kind} ${path}`)),
      );
    expect([...outside(bundle.agent)].toSorted()).toEqual([
      'dynamic-import ./tenken-hardware.mjs',
      'dynamic-import ./tenken-probes.mjs',
    ]);
    expect([...outside(bundle.probes)]).toEqual(['dynamic-import ./tenken-ssh.mjs']);
    for (const file of [bundle.ssh, bundle.hardware]) expect([...outside(file)]).toEqual([]);
  });

  test('SSH lies apart, whole, and nothing else is in it', () => {
    const { name, code, metafile } = bundle.ssh;
    expect(name).toBe('tenken-ssh.mjs');
    const within = Object.keys(metafile.inputs).filter((path) => !path.startsWith('node:'));
    const found = new Set(within.map((path) => packageOf(path)).filter((one) => one !== null));
    expect([...found].toSorted()).toEqual(packagesOfSsh);
    const own = within.filter((path) => !path.includes('node_modules/') && !path.startsWith('native:'));
    expect(own).toEqual(['agent/src/ssh/ssh2.ts']);
    console.log(`size of SSH: ${code.length} bytes`);
    expect(code.length).toBeLessThan(maxSshBytes);
  });

  test('the library of hardware lies apart, without its parts that had holes', () => {
    const { name, code, metafile } = bundle.hardware;
    expect(name).toBe('tenken-hardware.mjs');
    const within = Object.keys(metafile.inputs).filter((path) => !/^(node|native):/.test(path));
    const modules = modulesOfHardware.map((one) => `node_modules/systeminformation/lib/${one}`);
    expect(within.toSorted()).toEqual(['agent/src/hardware/library.ts', ...modules]);
    const text = Buffer.from(code).toString('utf8');
    expect(text).not.toMatch(/function (networkInterfaces|versions|inetChecksite|services)\b/);
    console.log(`size of the library of hardware: ${code.length} bytes`);
    expect(code.length).toBeLessThan(maxHardwareBytes);
  });

  test('they are not larger than a start and a scan can bear', () => {
    const { agent, probes } = bundle;
    console.log(`size of the agent: ${agent.code.length} bytes, of its probes: ${probes.code.length} bytes`);
    expect(agent.code.length).toBeGreaterThan(100_000);
    expect(agent.code.length).toBeLessThan(maxBytes);
    expect(probes.code.length).toBeLessThan(maxProbesBytes);
  });

  test('the same sources give the same bytes', async () => {
    const again = await bundleAgent();
    for (const part of ['agent', 'probes', 'ssh', 'hardware'] as const) {
      expect(Buffer.compare(again[part].code, bundle[part].code)).toBe(0);
      expect(again[part].metafile).toEqual(bundle[part].metafile);
    }
  });
});

describe('how it runs, alone in a folder', () => {
  test('it tells its usage', async () => {
    const agent = await runAgent(['--help']);
    expect(agent).toMatchObject({ code: 0, errors: '' });
    expect(agent.output).toContain('tenken-agent run');
  });

  test.each([
    [['scann'], /^tenken-agent: .*--help.*\[usage\]\n$/],
    [['run', '--gently'], /^tenken-agent: --gently goes with --once.*\[usage\]\n$/],
  ])('%j ends with status 2 and one line that says what to do', async (line, told) => {
    const agent = await runAgent(line);
    expect(agent).toMatchObject({ code: 2, output: '' });
    expect(agent.errors).toMatch(told);
  });

  test('it asks the library in the file beside it', async () => {
    const agent = await runAgent(['hardware-child']);
    expect(agent.code, agent.errors).toBe(0);
    expect(Object.keys(JSON.parse(agent.output) as object)).toEqual(['system', 'bios', 'cpu']);
  });

  test('a gateway reads SSH from the file beside it', async () => {
    const folder = scratchFolder();
    const { privateKey } = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    writeFileSync(join(folder, 'key'), privateKey, { mode: 0o600 });
    writeFileSync(join(folder, 'known_hosts'), '');
    const target = { name: 'gone', address: 'ssh://root@127.0.0.1:1', keyFile: 'key' };
    writeFileSync(join(folder, 'gateway.json'), JSON.stringify({ targets: [target] }));
    const checked = await runAgent(['gateway', 'check', '--identity', folder]);
    expect(checked.code, checked.errors).toBe(2);
    expect(checked.errors).toMatch(/"target":"gone".*(nothing listens there|cannot be used)/);
    expect(checked.errors).not.toContain('tenken-ssh.mjs');
  });

  test('it enrols, scans this machine and sends the report to a collector', async () => {
    const data = scratchFolder();
    const collector = await openCollector({ data, port: 0, agentPort: 0, logger: createLogger('error') });
    try {
      const { repositories } = collector.context;
      const token = await repositories.enrolmentTokens.create({
        label: 'bundle',
        actor: 'console:test',
        now: Date.now(),
        lifetimeMs: 60_000,
        uses: 1,
      });
      const authority = join(data, 'authority', 'authority.pem');
      const identity = join(data, 'identity');
      const line = ['enroll', '--server', collector.url, '--token', token, '--authority', authority];
      const enrolled = await runAgent([...line, '--identity', identity]);
      expect(enrolled.code, enrolled.errors).toBe(0);
      expect(enrolled.errors).not.toContain(token);

      const status = await runAgent(['status', '--identity', identity]);
      expect(status.code, status.errors).toBe(0);
      const { hostId } = JSON.parse(status.output) as { hostId: string };

      const ran = await runAgent(['run', '--once', '--identity', identity]);
      expect(ran.code, ran.errors).toBe(0);
      expect(JSON.parse(ran.errors)).toMatchObject({ msg: 'Report stored', status: 'stored' });

      const evidence = await repositories.reports.newestEvidence(hostId);
      expect([...evidence.keys()]).toEqual(
        kindsFor('linux')
          .map((kind) => kind.id)
          .toSorted(),
      );
      expect((await repositories.hosts.find(hostId))?.platform).not.toBe('unknown');
    } finally {
      await collector.close();
    }
  });
});

/** @returns null for our own files and for Node's modules */
function packageOf(path: string): string | null {
  const [, inside] = path.split(/node_modules\/(?!.*node_modules\/)/);
  if (inside === undefined) return null;
  const [first = '', second = ''] = inside.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

async function runAgent(args: readonly string[]): Promise<{ code: number; output: string; errors: string }> {
  // Outside the checkout nothing can be imported that is not in the file.
  const folder = scratchFolder();
  for (const { name, code } of Object.values(bundle)) writeFileSync(join(folder, name), code);
  const file = join(folder, bundle.agent.name);
  const child = spawn(process.execPath, [file, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { code, output, errors };
}
