import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { evidenceKinds } from '@tenken/controls/evidence';
import { isProbeError } from '@tenken/shared';
import ssh2 from 'ssh2';
import type { ServerChannel } from 'ssh2';
import { expect, onTestFinished, test } from 'vitest';
import { SshHost } from '../../agent/src/hosts/ssh/ssh-host.ts';
import { scanOverSsh } from '../../agent/src/hosts/ssh/scan-over-ssh.ts';
import { connectSsh } from '../../agent/src/ssh/connection.ts';
import { KnownHosts } from '../../agent/src/ssh/known-hosts.ts';

// ssh2 makes one ed25519 key in 256 that it cannot read: it drops a leading zero.
const hostKey = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
const userKey = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });

type Play = { channel: ServerChannel; mark: string; client: ssh2.Connection };

/** A server that lets everybody in and then plays what the test says, for each shell that is started. */
async function connectTo(play: (stage: Play) => void): Promise<SshHost> {
  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', (context) => context.accept());
    client.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const [, mark = ''] = /echo ([0-9a-f]{32}) /.exec(command) ?? [];
        const channel = acceptExec();
        channel.on('error', () => undefined);
        play({ channel, mark, client });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const connection = await connectSsh({
    target: { user: 'root', host: '127.0.0.1', port },
    credentials: [{ type: 'key', file: 'key', content: Buffer.from(userKey.private), passphrase: null }],
    knownHosts: new KnownHosts(`[127.0.0.1]:${port} ${hostKey.public}\n`),
    timeoutMs: 5000,
  });
  onTestFinished(() => connection.close());
  return SshHost.open(connection, { sudo: 'never' });
}

function greet({ channel, mark }: Play, system = 'Linux'): void {
  channel.write(`${mark} plain 0 ${system} 1700000000000000000\n`);
}

/** Calls back with every line that is asked, and its boundary. */
function onQuestions({ channel }: Play, answer: (line: string, boundary: string) => void): void {
  let text = '';
  channel.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const boundary = /^(?:[A-Z] )(?:\d+ )?([0-9a-f]{32})(?: |$)/.exec(line)?.[1];
      if (boundary !== undefined) answer(line, boundary);
    }
  });
}

function endAnswer({ channel }: Play, boundary: string, status: string): void {
  channel.write(`\n${boundary} ${status}\n`);
  channel.stderr.write(`\n${boundary}\n`);
}

const osRelease = evidenceKinds.filter(({ id }) => id === 'os-release');

test.each([
  ['says nothing and ends', (stage: Play) => stage.channel.end(), 'target-unsupported'],
  [
    'is a network device',
    (stage: Play) => {
      stage.channel.write('% Invalid input detected\r\n');
      stage.channel.exit(1);
      stage.channel.end();
    },
    'target-unsupported',
  ],
  ['runs another system', (stage: Play) => greet(stage, 'FreeBSD'), 'target-unsupported'],
  ['cuts the connection', (stage: Play) => stage.client.end(), 'target-unreachable'],
  [
    'never stops talking',
    (stage: Play) => {
      const flood = setInterval(() => stage.channel.write('x'.repeat(30_000)), 1);
      stage.channel.on('close', () => clearInterval(flood));
      onTestFinished(() => clearInterval(flood));
    },
    'target-unsupported',
  ],
  [
    'repeats what it was told',
    (stage: Play) => {
      stage.channel.write(`exec /bin/sh -c 'echo ${stage.mark} plain $(id -u)'\n`);
      stage.channel.end();
    },
    'target-unsupported',
  ],
] as const)('a shell that %s is refused', async (_what, play, code) => {
  await expect(connectTo(play)).rejects.toMatchObject({ code });
});

test.each([
  [
    'that never ends',
    (stage: Play) => {
      greet(stage);
      onQuestions(stage, (line, boundary) => {
        if (!line.startsWith('F')) return endAnswer(stage, boundary, '0');
        const flood = setInterval(() => stage.channel.write('x'.repeat(30_000)), 1);
        stage.channel.on('close', () => clearInterval(flood));
        onTestFinished(() => clearInterval(flood));
      });
    },
    'output-limit',
  ],
  [
    'that is cut',
    (stage: Play) => {
      greet(stage);
      onQuestions(stage, (line, boundary) => {
        if (!line.startsWith('F')) return endAnswer(stage, boundary, '0');
        stage.channel.write('root:x:0:0');
        stage.channel.end();
      });
    },
    'timeout',
  ],
  [
    'with another question’s boundary',
    (stage: Play) => {
      greet(stage);
      onQuestions(stage, (line, boundary) => {
        if (!line.startsWith('F')) return endAnswer(stage, boundary, '0');
        endAnswer(stage, 'f'.repeat(32), '0');
        stage.channel.end();
      });
    },
    'timeout',
  ],
  [
    'with a boundary on one stream only',
    (stage: Play) => {
      greet(stage);
      onQuestions(stage, (line, boundary) => {
        if (!line.startsWith('F')) return endAnswer(stage, boundary, '0');
        stage.channel.write(`x\n${boundary} 0\n`);
        stage.channel.end();
      });
    },
    'timeout',
  ],
  [
    'with an unknown status',
    (stage: Play) => {
      greet(stage);
      onQuestions(stage, (line, boundary) => endAnswer(stage, boundary, line.startsWith('F') ? 'fine' : '0'));
    },
    'unparsable',
  ],
  [
    'that failed without a word',
    (stage: Play) => {
      greet(stage);
      onQuestions(stage, (line, boundary) => endAnswer(stage, boundary, line.startsWith('F') ? '1' : '0'));
    },
    'internal',
  ],
] as const)('an answer %s is no answer', async (_what, play, code) => {
  const host = await connectTo(play);
  await expect(host.readFile('/etc/passwd')).rejects.toMatchObject({ code });
});

test('what nobody asked for ends the shell; the next question gets a new one', async () => {
  let shells = 0;
  const host = await connectTo((stage) => {
    shells += 1;
    const own = shells;
    greet(stage);
    onQuestions(stage, (line, boundary) => {
      if (line.startsWith('F')) stage.channel.write(`content of ${own}`);
      endAnswer(stage, boundary, '0');
      if (own === 1 && line.startsWith('Z')) stage.channel.write('late words');
    });
  });
  const read = async (path: string) => Buffer.from(await host.readFile(path)).toString();
  expect(await read('/a')).toBe('content of 1');
  await expect.poll(() => read(`/${Math.random()}`)).toMatch(/^content of [23]$/);
});

test('a connection that ends in the middle of a scan makes no report', async () => {
  const host = await connectTo((stage) => {
    greet(stage);
    onQuestions(stage, (line, boundary) => {
      if (line.startsWith('F')) stage.client.end();
      else endAnswer(stage, boundary, '0');
    });
  });
  await expect(scanOverSsh(host, { kinds: osRelease })).rejects.toMatchObject({ code: 'target-unreachable' });
});

test('a machine whose shells keep breaking off makes no report, and an end', async () => {
  let shells = 0;
  const host = await connectTo((stage) => {
    shells += 1;
    greet(stage);
    onQuestions(stage, (line, boundary) => {
      if (line.startsWith('E')) endAnswer(stage, boundary, '0');
      else stage.channel.end();
    });
  });
  await expect(scanOverSsh(host, { deadlineMs: 20_000 })).rejects.toMatchObject({
    code: 'target-unreachable',
  });
  expect(shells).toBeLessThan(30);
});

test('a server that answers no handshake is left in time', async () => {
  const server = createServer((socket) => void socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const startedAt = performance.now();
  await expect(
    connectSsh({
      target: { user: 'root', host: '127.0.0.1', port },
      credentials: [{ type: 'key', file: 'key', content: Buffer.from(userKey.private), passphrase: null }],
      knownHosts: new KnownHosts(''),
      timeoutMs: 1000,
    }),
  ).rejects.toMatchObject({ code: 'target-unreachable' });
  expect(performance.now() - startedAt).toBeLessThan(5000);
});

test('an error of a probe is what comes out, never one of the library', async () => {
  const host = await connectTo((stage) => {
    greet(stage);
    onQuestions(stage, (_line, boundary) => endAnswer(stage, boundary, '0'));
  });
  host.close();
  for (const ask of [
    host.readFile('/a'),
    host.run('a', []),
    host.list('/'),
    host.stat('/'),
    host.readLink('/'),
  ]) {
    expect(isProbeError(await ask.catch((error: unknown) => error), 'timeout')).toBe(true);
  }
});
