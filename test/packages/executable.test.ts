import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { stripElf } from '../../deploy/scripts/package/strip-elf.ts';
import { unsignExe } from '../../deploy/scripts/package/unsign-exe.ts';
import { smallFlags } from '../../agent/src/hosts/own-program.ts';
import { measureProgram } from '../bench/measure/program.ts';
import { ownCollector } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { built } from './support/built.ts';
import { prepareEnrolment } from './support/enrolment.ts';

const isHere = process.platform === 'linux' && process.arch === 'x64';
if (!isHere) console.warn('skipped: running the executable: it is for Linux on x64');

function executable(): string {
  const folder = scratchFolder();
  execFileSync('tar', ['-C', folder, '-xzf', built('current', 'linux-x64.tar.gz')]);
  return join(folder, 'usr/lib/tenken-agent/tenken-agent');
}

test.runIf(isHere)('every part of the bundle is in it: probes, SSH, the library of hardware', () => {
  const agent = executable();
  const run = (...args: readonly string[]) =>
    execFileSync(agent, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  expect(run('--help')).toContain('tenken-agent enroll --from FILE');
  expect(Object.keys(JSON.parse(run('hardware-child')) as object)).toEqual(['system', 'bios', 'cpu']);
  const file = join(scratchFolder(), 'report.tenken');
  const collected = JSON.parse(run('collect', '--output', file, '--identity', scratchFolder())) as object;
  expect(JSON.stringify(collected)).toContain('sha256');
  expect(() => run('gateway', 'check', '--identity', scratchFolder())).toThrow(/gateway\.json/);
});

test.runIf(isHere)('whoever sets the environment gives it no flags of Node', () => {
  const agent = executable();
  const env = { ...process.env, NODE_OPTIONS: '--require=/nowhere/evil.js' };
  expect(execFileSync(agent, ['--version'], { encoding: 'utf8', env })).toMatch(/^\d/);
});

test('the flags that are built in are those of the agent, and of launchd', () => {
  const source = readFileSync(
    join(import.meta.dirname, '../../deploy/scripts/package/single-executable.ts'),
    'utf8',
  );
  const plist = readFileSync(join(import.meta.dirname, '../../deploy/macos/jp.tenken.agent.plist'), 'utf8');
  for (const flag of smallFlags) {
    expect(source).toContain(`'${flag}'`);
    expect(plist).toContain(`<string>${flag}</string>`);
  }
});

test('the bill of materials names what is in the bundle, with versions and where it comes from', () => {
  const bill = JSON.parse(readFileSync(built('current', 'linux-x64.cdx.json'), 'utf8')) as {
    bomFormat: string;
    specVersion: string;
    components: { name: string; version: string; purl: string; components?: { name: string }[] }[];
  };
  expect([bill.bomFormat, bill.specVersion]).toEqual(['CycloneDX', '1.6']);
  const names = bill.components.map(({ name }) => name);
  for (const name of ['node', 'node-forge', 'pino', 'ssh2', 'systeminformation', 'zod']) {
    expect(names).toContain(name);
  }
  // What only builds or tests it is not in it.
  for (const name of ['esbuild', 'typescript', 'vitest', 'fastify']) expect(names).not.toContain(name);
  expect(bill.components.every(({ purl }) => purl.startsWith('pkg:npm/'))).toBe(true);
  const node = bill.components.find(({ name }) => name === 'node');
  expect(node?.components?.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['openssl', 'v8', 'zlib']),
  );
});

test.runIf(isHere)(
  'the task of Windows and the daemon of macOS: one command that enrols, then scans',
  async () => {
    const collector = await ownCollector();
    const [beside, identity] = [scratchFolder(), join(scratchFolder(), 'agent')];
    await prepareEnrolment(collector, beside);
    const line = ['run', '--once', '--enrol-from', join(beside, 'enrol.conf'), '--identity', identity];
    const ran = async () => (await promisify(execFile)(executable(), line)).stderr;
    const first = await ran();
    expect(first).toContain('"msg":"Enrolled"');
    expect(first).toContain('"msg":"Report stored"');
    expect(existsSync(join(beside, 'token'))).toBe(false);
    const second = await ran();
    expect(second).not.toContain('Enrolled');
    expect(second).toContain('"msg":"Report stored"');
  },
);

test.runIf(isHere)('G13: it starts in less than twice the time of Node alone', async () => {
  const agent = executable();
  const [own, node]: [number[], number[]] = [[], []];
  for (let round = 0; round < 9; round += 1) {
    own.push((await measureProgram([agent, '--help'])).cpuMs);
    node.push((await measureProgram([process.execPath, '-e', '0'])).cpuMs);
  }
  // The least of each: other work on the machine only adds.
  const ratio = Math.min(...own) / Math.min(...node);
  console.log(`G13: CPU of a start is ${ratio.toFixed(2)} times that of node -e 0`);
  expect(ratio).toBeLessThanOrEqual(2);
});

test('what is no program is not cut', () => {
  expect(() => stripElf(Buffer.from('#!/bin/sh\n'.repeat(20)))).toThrow(/no 64-bit ELF/);
  expect(() => unsignExe(Buffer.alloc(512))).toThrow(/no program of Windows/);
});

test.runIf(isHere)('G16: the download is hardly larger than Node alone, packed the same way', async () => {
  const { zstd } = await import('../../deploy/scripts/package/compress.ts');
  const own = zstd(readFileSync(executable()), 'quick').length;
  const node = zstd(stripElf(readFileSync(process.execPath)), 'quick').length;
  console.log(
    `G16: ${(own / 1e6).toFixed(1)} MB, Node alone ${(node / 1e6).toFixed(1)} MB: ${(own / node).toFixed(3)}`,
  );
  expect(own / node).toBeLessThanOrEqual(1.05);
});
