import { mkdtempSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeOutput } from './decode-output.ts';
import { LocalHost } from './local.ts';

const posix = process.platform !== 'win32';
const host = new LocalHost();
const folder = mkdtempSync(join(tmpdir(), 'tenken-host-'));

describe.runIf(posix)('run', () => {
  test('passes arguments as they are: no shell reads them', async () => {
    const { stdout } = await host.run('printf', ['%s|', '$HOME', '`id`', 'a b', '; echo no']);
    expect(stdout).toBe('$HOME|`id`|a b|; echo no|');
  });

  test('has a C locale, system folders only, and no input', async () => {
    const { stdout } = await host.run('env', []);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['LC_ALL=C', 'LANG=C']));
    expect(stdout).not.toContain('node_modules');
    expect((await host.run('cat', [])).stdout).toBe('');
  });

  test('a failing exit is an answer', async () => {
    expect(await host.run('false', [])).toMatchObject({ exitCode: 1 });
  });

  test('a program that is not there is not-found', async () => {
    await expect(host.run('no-such-program-here', [])).rejects.toMatchObject({ code: 'not-found' });
    await expect(host.run('../bin/true', [])).rejects.toMatchObject({ code: 'not-found' });
  });

  test('at the time limit the program and its children are ended', async () => {
    const mark = `37.${process.pid}`;
    await expect(
      host.run('sh', ['-c', `sleep ${mark} & sleep ${mark}`], { timeoutMs: 200 }),
    ).rejects.toMatchObject({ code: 'timeout' });
    await sleep(200);
    const { stdout } = await host.run('ps', ['-eo', 'args']);
    expect(stdout.split('\n').filter((line) => line.startsWith(`sleep ${mark}`))).toEqual([]);
  });

  test('a flood is cut at the output limit', async () => {
    await expect(host.run('yes', [], { maxOutputBytes: 10_000 })).rejects.toMatchObject({
      code: 'output-limit',
    });
  });
});

describe('files', () => {
  beforeAll(() => {
    writeFileSync(join(folder, 'ten'), '0123456789');
    mkdirSync(join(folder, 'inner'));
    symlinkSync('ten', join(folder, 'link'));
  });

  test('a file is read whole, in part, or refused for its size', async () => {
    expect(Buffer.from(await host.readFile(join(folder, 'ten'))).toString()).toBe('0123456789');
    expect(Buffer.from(await host.readFile(join(folder, 'ten'), { from: 2, maxBytes: 3 })).toString()).toBe(
      '234',
    );
    await expect(host.readFile(join(folder, 'ten'), { maxBytes: 9 })).rejects.toMatchObject({
      code: 'output-limit',
    });
  });

  test.runIf(process.platform === 'linux')(
    'files that say they are empty are read all the same',
    async () => {
      expect((await host.readFile('/proc/self/status')).length).toBeGreaterThan(100);
    },
  );

  test('absent is not-found, for files, folders, links and statuses', async () => {
    const absent = join(folder, 'absent');
    await expect(host.readFile(absent)).rejects.toMatchObject({ code: 'not-found' });
    await expect(host.list(absent)).rejects.toMatchObject({ code: 'not-found' });
    await expect(host.stat(absent)).rejects.toMatchObject({ code: 'not-found' });
    await expect(host.readLink(absent)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a folder is listed in order, a link is read, a status is told', async () => {
    expect(await host.list(folder)).toEqual(['inner', 'link', 'ten']);
    expect(await host.readLink(join(folder, 'link'))).toBe('ten');
    expect(await host.stat(join(folder, 'ten'))).toMatchObject({ type: 'file', sizeBytes: 10 });
  });

  test('a root takes all paths below itself', async () => {
    const rooted = new LocalHost({ root: folder });
    expect(Buffer.from(await rooted.readFile('/ten')).toString()).toBe('0123456789');
    await expect(rooted.readFile('/etc/passwd')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('exchange', () => {
  const server = createServer((socket) =>
    socket.on('data', (data) => socket.write(data)).on('error', () => undefined),
  );
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.close();
  });
  const base = { transport: 'tcp', address: '127.0.0.1', label: 'x', payload: Buffer.from('hello') } as const;

  test('reads until enough', async () => {
    const result = await host.exchange({ ...base, port, enough: (received) => received.length >= 5 });
    expect(Buffer.from(result.received).toString()).toBe('hello');
    expect(result.ended).toBe('enough');
    expect(result.receivedAtMs).toBeGreaterThanOrEqual(result.sentAtMs);
  });

  test('silence is a timeout with what came so far', async () => {
    const result = await host.exchange({ ...base, port, timeoutMs: 100 });
    expect(result).toMatchObject({ ended: 'timeout' });
    expect(result.received.length).toBe(5);
  });

  test('more than the limit is cut there', async () => {
    const result = await host.exchange({ ...base, port, maxBytes: 3 });
    expect(result).toMatchObject({ ended: 'limit' });
    expect(result.received.length).toBe(3);
  });

  test('nobody listens: not-found', async () => {
    await expect(host.exchange({ ...base, port: 1 })).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('output is UTF-8, else UTF-16 with its mark, else code page 932', () => {
  expect(decodeOutput([Buffer.from('点検', 'utf8')])).toBe('点検');
  expect(decodeOutput([Buffer.from([0xff, 0xfe]), Buffer.from('点検', 'utf16le')])).toBe('点検');
  // 表 ends in 0x5C, the byte of a backslash.
  expect(decodeOutput([Buffer.from([0x93, 0x5f, 0x8c, 0x9f, 0x95, 0x5c])])).toBe('点検表');
});
