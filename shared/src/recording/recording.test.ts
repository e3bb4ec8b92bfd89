import { expect, test } from 'vitest';
import { ProbeError } from '../host.ts';
import type { HostTarget } from '../host-target.ts';
import type { ExchangeRequest, Host } from '../host.ts';
import { Recording, shownCommand } from './recording.ts';
import { RecordingHost } from './recording-host.ts';
import { ReplayHost } from './replay-host.ts';

/** A machine that counts, refuses and speaks Shift_JIS. */
class SmallMachine implements Host {
  readonly platform = 'windows';
  #asked = 0;
  async run() {
    this.#asked += 1;
    return { exitCode: 0, stdout: `${this.#asked}`, stderr: '' };
  }
  async readFile(path: string) {
    if (path === '/denied') throw new ProbeError('permission-denied', '/denied: EACCES');
    return path === '/text' ? Buffer.from('点検', 'utf8') : Uint8Array.of(0x93, 0x5f);
  }
  async list() {
    return ['a', 'b'];
  }
  async stat() {
    return {
      type: 'file',
      sizeBytes: 3,
      mode: 0o600,
      uid: 0,
      gid: 0,
      modifiedAt: '2026-11-21T00:00:00.000Z',
    } as const;
  }
  async readLink() {
    return '../target';
  }
  async registry() {
    return { values: { Start: { type: 'REG_DWORD', data: 4 } as const }, subkeys: ['Sub'] };
  }
  async cim() {
    return [{ Name: 'w32time', State: 'Running' }];
  }
  async exchange(request: ExchangeRequest) {
    return { received: request.payload, ended: 'enough', sentAtMs: 1, receivedAtMs: 2 } as const;
  }
  async hardware() {
    return {
      system: { manufacturer: 'Apple Inc.', model: 'Mac15,12', serial: 'C02XK0AAJG5H' },
      bios: { vendor: 'Apple Inc.', version: '11881.1.1' },
      cpu: { manufacturer: 'Apple', brand: 'M3', cores: 8, physicalCores: 8, processors: 1 },
    };
  }
  async networkTargets(): Promise<HostTarget[]> {
    const target = { kind: 'tls', target: 'www.example.jp:443', origin: 'host' } as const;
    const message = { ja: '許可されていない', en: 'not allowed' };
    return [
      { ...target, address: '192.0.2.1', port: 443, startTls: null, serverName: 'www.example.jp', refused: null },
      { ...target, origin: 'collector', address: null, refused: { reason: 'not-allowed', message } },
    ];
  }
  random(byteCount: number) {
    return new Uint8Array(byteCount).fill(7);
  }
  now() {
    return new Date('2026-11-21T00:00:00Z');
  }
}

async function everything(host: Host): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const ask of [
    () => host.run('count', ['--one two']),
    () => host.run('count', ['--one two']),
    () => host.readFile('/text'),
    () => host.readFile('/binary'),
    () => host.readFile('/denied'),
    () => host.list('/folder'),
    () => host.stat('/text'),
    () => host.readLink('/link'),
    () => host.registry('HKLM\\SYSTEM\\Key'),
    () => host.hardware(),
    () => host.networkTargets(),
    () => host.cim({ namespace: 'root/cimv2', className: 'Win32_Service', properties: ['Name', 'State'] }),
    () =>
      host.exchange({
        transport: 'udp',
        address: '::1',
        port: 123,
        label: 'sntp 1',
        payload: host.random(8),
      }),
  ]) {
    answers.push(await ask().catch((error: unknown) => (error as ProbeError).code));
  }
  return answers.map((answer) => JSON.parse(JSON.stringify(answer)) as unknown);
}

test('what was recorded is replayed, through JSON, answer for answer', async () => {
  const recorder = new RecordingHost(new SmallMachine());
  const live = await everything(recorder);
  const file = JSON.stringify(recorder.recording('a small machine'));
  const replayed = await everything(new ReplayHost(Recording.parse(JSON.parse(file))));
  const plainBytes = (answers: unknown[]) =>
    JSON.stringify(answers).replaceAll(/"type":"Buffer","data":\[([\d,]*)\]/g, '$1');
  expect(replayed.length).toBe(live.length);
  expect(replayed[0]).toEqual({ exitCode: 0, stdout: '1', stderr: '' });
  expect(replayed[1]).toEqual({ exitCode: 0, stdout: '2', stderr: '' });
  expect(replayed[4]).toBe('permission-denied');
  expect(plainBytes(replayed.slice(4, 12))).toBe(plainBytes(live.slice(4, 12)));
});

test('a question that was never asked answers not-found and names it', async () => {
  const host = new ReplayHost(new RecordingHost(new SmallMachine()).recording('nothing asked'));
  await expect(host.readFile('/etc/shadow')).rejects.toMatchObject({
    code: 'not-found',
    message: 'the recording has no file /etc/shadow',
  });
});

test('registry keys are found without regard to case, as Windows does', async () => {
  const recorder = new RecordingHost(new SmallMachine());
  await recorder.registry('HKLM\\Software\\X');
  const host = new ReplayHost(recorder.recording('x'));
  await expect(host.registry('hklm\\SOFTWARE\\x')).resolves.toMatchObject({ subkeys: ['Sub'] });
});

test('a password that stands in the registry is in no recording', async () => {
  class Winlogon extends SmallMachine {
    override async registry() {
      const values = {
        Start: { type: 'REG_DWORD', data: 4 },
        DefaultPassword: { type: 'REG_SZ', data: 'himitsu' },
        AutoAdminLogon: { type: 'REG_SZ', data: '1' },
        PasswordExpiryWarning: { type: 'REG_DWORD', data: 5 },
      } as const;
      return { values, subkeys: [] };
    }
  }
  const recorder = new RecordingHost(new Winlogon());
  await recorder.registry('HKLM\\Winlogon');
  const text = JSON.stringify(recorder.recording('x'));
  expect(text).not.toContain('himitsu');
  expect(text).toContain('AutoAdminLogon');
  expect(text).toContain('{"type":"REG_DWORD","data":5}');
});

test('a command line is shown so that its words can be told apart', () => {
  expect(shownCommand('apt-get', ['-s', '-o', 'Debug::NoLocking=1'])).toBe(
    'apt-get -s -o Debug::NoLocking=1',
  );
  expect(shownCommand('say', ['two words', ''])).toBe('say "two words" ""');
});

test('a file that is no recording is refused', () => {
  expect(Recording.safeParse({ format: 'something-else' }).success).toBe(false);
  expect(
    Recording.safeParse({ ...new RecordingHost(new SmallMachine()).recording('x'), extra: 1 }).success,
  ).toBe(false);
});

test('a recorded file is refused for its size as a real one is', async () => {
  const recording = Recording.parse({
    format: 'tenken-recording',
    version: 1,
    platform: 'linux',
    origin: 'made up',
    recordedAt: '2026-11-21T00:00:00Z',
    files: { '/ten': { text: '0123456789' } },
  });
  const host = new ReplayHost(recording);
  await expect(host.readFile('/ten', { maxBytes: 9 })).rejects.toMatchObject({ code: 'output-limit' });
  expect(Buffer.from(await host.readFile('/ten', { maxBytes: 10 })).toString()).toBe('0123456789');
  expect(Buffer.from(await host.readFile('/ten', { from: 2, maxBytes: 3 })).toString()).toBe('234');
});

test.each([-1, 0.5, 2 ** 32])('a recorded REG_DWORD of %d is refused: it has 32 bits', (data) => {
  const registry = { 'HKLM\\X': { values: { N: { type: 'REG_DWORD', data } } } };
  const recording = {
    format: 'tenken-recording',
    version: 1,
    platform: 'windows',
    origin: 'made up',
    recordedAt: '2026-11-21T00:00:00Z',
    registry,
  };
  expect(Recording.safeParse(recording).success).toBe(false);
});
