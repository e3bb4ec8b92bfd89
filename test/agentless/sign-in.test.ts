import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSshHost } from '../../agent/src/hosts/ssh/open-ssh-host.ts';
import { containing } from '../support/containing.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { openOver, targetOf } from '../support/ssh-client.ts';
import { makeKey, startSshServer, whyNoSshServer } from '../support/ssh-server.ts';

if (whyNoSshServer !== null) console.warn(`skipped: ${whyNoSshServer}`);

const here = process.platform === 'darwin' ? 'macos' : 'linux';

function fileWith(content: string, mode = 0o600): string {
  const file = join(scratchFolder(), 'file');
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}

describe.runIf(whyNoSshServer === null)('a real server', () => {
  test('a key that the server does not know is refused, with what was tried', async () => {
    const server = await startSshServer(scratchFolder());
    const keyFile = makeKey(scratchFolder(), 'stranger');
    await expect(openOver(server, { credentials: { keyFiles: [keyFile] } })).rejects.toMatchObject({
      code: 'target-sign-in-refused',
      message: containing(keyFile),
    });
  });

  test.each(['ed25519', 'ecdsa', 'rsa'])('a %s key lets in', async (type) => {
    const keyFile = makeKey(scratchFolder(), 'key', { type });
    const server = await startSshServer(scratchFolder(), {
      authorized: [readFileSync(`${keyFile}.pub`, 'utf8').trim()],
      hostKeyType: type,
    });
    const host = await openOver(server, { credentials: { keyFiles: [keyFile] } });
    expect(host.platform).toBe(here);
    expect(host.isAdministrator).toBe(process.getuid?.() === 0);
    host.close();
  });

  test('a key with a passphrase needs it, and the right one', async () => {
    const keyFile = makeKey(scratchFolder(), 'locked', { passphrase: '合言葉 pass' });
    const server = await startSshServer(scratchFolder(), {
      authorized: [readFileSync(`${keyFile}.pub`, 'utf8').trim()],
    });
    const withPassphrase = (passphrase: string) =>
      openOver(server, {
        credentials: { keyFiles: [keyFile], keyPassphraseFile: fileWith(`${passphrase}\n`) },
      });
    (await withPassphrase('合言葉 pass')).close();
    await expect(withPassphrase('wrong')).rejects.toMatchObject({ code: 'usage' });
    await expect(openOver(server, { credentials: { keyFiles: [keyFile] } })).rejects.toMatchObject({
      code: 'usage',
      message: containing('--key-passphrase-file'),
    });
  });

  test('a key or a password that others may read is not used', async () => {
    const server = await startSshServer(scratchFolder());
    const open = fileWith(readFileSync(server.keyFile, 'utf8'), 0o644);
    await expect(openOver(server, { credentials: { keyFiles: [open] } })).rejects.toMatchObject({
      code: 'usage',
      message: containing('chmod 600'),
    });
    await expect(
      openOver(server, { credentials: { passwordFile: fileWith('secret', 0o640) } }),
    ).rejects.toMatchObject({ code: 'usage' });
  });

  test('a public key is called one', async () => {
    const server = await startSshServer(scratchFolder());
    for (const mode of [0o644, 0o600]) {
      const publicKey = fileWith(readFileSync(`${server.keyFile}.pub`, 'utf8'), mode);
      await expect(openOver(server, { credentials: { keyFiles: [publicKey] } })).rejects.toMatchObject({
        code: 'usage',
        message: containing('it is a public key'),
      });
    }
  });

  test('an SSH agent signs', async () => {
    const server = await startSshServer(scratchFolder());
    const agentSocket = join(scratchFolder(), 'agent');
    const started = spawnSync('ssh-agent', ['-a', agentSocket, '-s'], { encoding: 'utf8' });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(started.stdout)?.[1]);
    onTestFinished(() => void process.kill(pid));
    const withAgent = () => openOver(server, { credentials: { keyFiles: [], agentSocket } });
    await expect(withAgent()).rejects.toMatchObject({ code: 'target-sign-in-refused' });
    spawnSync('ssh-add', ['-q', server.keyFile], { env: { ...process.env, SSH_AUTH_SOCK: agentSocket } });
    (await withAgent()).close();
  });

  test('without anything to sign in with, nothing is sent', async () => {
    const server = await startSshServer(scratchFolder());
    await expect(openOver(server, { credentials: { keyFiles: [] } })).rejects.toMatchObject({
      code: 'usage',
    });
    expect(server.log()).not.toContain('Connection');
  });

  test('a host that is not known is refused, and told how it becomes known', async () => {
    const server = await startSshServer(scratchFolder());
    const shown = spawnSync('ssh-keygen', ['-lf', join(server.keyFile, '../host-key.pub')], {
      encoding: 'utf8',
    });
    const [, fingerprint = ''] = shown.stdout.split(' ');
    const unknown = { knownHostsFile: fileWith('') };
    await expect(openOver(server, unknown)).rejects.toMatchObject({
      code: 'target-untrusted',
      message: containing(fingerprint),
    });
    (await openOver(server, { ...unknown, acceptNewHostKey: fingerprint })).close();
    const another = `SHA256:${'A'.repeat(43)}`;
    await expect(openOver(server, { ...unknown, acceptNewHostKey: another })).rejects.toMatchObject({
      code: 'target-untrusted',
    });
    await expect(openOver(server, { ...unknown, acceptNewHostKey: 'yes' })).rejects.toMatchObject({
      code: 'usage',
    });
    // It is for this once: nothing was written down.
    expect(readFileSync(unknown.knownHostsFile, 'utf8')).toBe('');
  });

  test('a changed or revoked host key is refused, whatever else is said', async () => {
    const server = await startSshServer(scratchFolder());
    const other = readFileSync(`${makeKey(scratchFolder(), 'other')}.pub`, 'utf8');
    const [, ofServer = ''] = /SHA256:\S+/.exec(
      spawnSync('ssh-keygen', ['-lf', join(server.keyFile, '../host-key.pub')], { encoding: 'utf8' }).stdout,
    ) ?? [''];
    const changed = fileWith(`[127.0.0.1]:${server.port} ${other}`);
    for (const acceptNewHostKey of [undefined, ofServer || `SHA256:${'A'.repeat(43)}`]) {
      await expect(
        openOver(server, { knownHostsFile: changed, ...(acceptNewHostKey && { acceptNewHostKey }) }),
      ).rejects.toMatchObject({
        code: 'target-untrusted',
        message: containing('is not the one in'),
      });
    }
    const revoked = fileWith(
      `${server.knownHosts}@revoked * ${server.knownHosts.split(' ').slice(1).join(' ')}`,
    );
    await expect(openOver(server, { knownHostsFile: revoked })).rejects.toMatchObject({
      code: 'target-untrusted',
      message: containing('revoked'),
    });
    expect(server.log()).not.toContain('Accepted');
  });

  test('names that ssh-keygen has hashed are found', async () => {
    const server = await startSshServer(scratchFolder());
    const file = fileWith(server.knownHosts);
    expect(spawnSync('ssh-keygen', ['-H', '-f', file]).status).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('127.0.0.1');
    (await openOver(server, { knownHostsFile: file })).close();
  });

  test('of several host keys the one that is known is asked for', async () => {
    const folder = scratchFolder();
    const rsa = makeKey(folder, 'rsa', { type: 'rsa' });
    const server = await startSshServer(join(folder, 'server'), { settings: [`HostKey ${rsa}`] });
    const line = `[127.0.0.1]:${server.port} ${readFileSync(`${rsa}.pub`, 'utf8')}`;
    const host = await openOver(server, { knownHostsFile: fileWith(line) });
    expect(host.platform).toBe(here);
    host.close();
  });

  test('a target behind a jump host is reached through it; both keys are checked', async () => {
    const target = await startSshServer(scratchFolder());
    const authorized = readFileSync(`${target.keyFile}.pub`, 'utf8').trim();
    const jump = await startSshServer(scratchFolder(), { authorized: [authorized] });
    const through = { user: jump.user, host: '127.0.0.1', port: jump.port };
    const both = fileWith(target.knownHosts + jump.knownHosts);
    const host = await openOver(target, { jump: through, knownHostsFile: both });
    expect((await host.run('echo', ['through'])).stdout).toBe('through\n');
    host.close();
    expect(jump.log()).toContain('Accepted publickey');
    for (const known of [target.knownHosts, jump.knownHosts]) {
      await expect(
        openOver(target, { jump: through, knownHostsFile: fileWith(known) }),
      ).rejects.toMatchObject({
        code: 'target-untrusted',
      });
    }
    await target.stop();
    await expect(openOver(target, { jump: through, knownHostsFile: both })).rejects.toMatchObject({
      code: 'target-unreachable',
      message: containing('cannot connect to it'),
    });
  });

  test('nobody there, or no answer, is told apart', async () => {
    const server = await startSshServer(scratchFolder());
    const target = targetOf(server);
    await server.stop();
    await expect(openSshHost(target)).rejects.toMatchObject({
      code: 'target-unreachable',
      message: containing('nothing listens there'),
    });
  });

  test('an account without a shell is told', async () => {
    const server = await startSshServer(scratchFolder(), {
      settings: ['ForceCommand /bin/echo This account is closed.'],
    });
    await expect(openOver(server)).rejects.toMatchObject({
      code: 'target-unsupported',
      message: containing('This account is closed.'),
    });
  });

  test('a server that allows one session and no forwarding is scanned all the same', async () => {
    const server = await startSshServer(scratchFolder(), {
      settings: ['MaxSessions 1', 'AllowTcpForwarding no'],
    });
    const host = await openOver(server);
    const [who, sleepy, file] = await Promise.all([
      host.run('id', ['-u']),
      host.run('sleep', ['1'], { timeoutMs: 20_000 }),
      host.readFile('/etc/passwd'),
    ]);
    expect(who.stdout).toBe(`${process.getuid?.()}\n`);
    expect(sleepy.exitCode).toBe(0);
    expect(file.length).toBeGreaterThan(0);
    await expect(
      host.exchange({
        transport: 'tcp',
        address: '127.0.0.1',
        port: server.port,
        label: 'x',
        payload: Buffer.alloc(0),
      }),
    ).rejects.toMatchObject({ code: 'permission-denied' });
    await expect(
      host.exchange({
        transport: 'udp',
        address: '127.0.0.1',
        port: 123,
        label: 'x',
        payload: Buffer.alloc(0),
      }),
    ).rejects.toMatchObject({ code: 'unsupported' });
    host.close();
  });

  test('connections are made from the other side', async () => {
    const server = await startSshServer(scratchFolder());
    const host = await openOver(server);
    const ask = { transport: 'tcp', address: '127.0.0.1', label: 'x', payload: Buffer.alloc(0) } as const;
    const banner = await host.exchange({
      ...ask,
      port: server.port,
      enough: (received) => received.includes(10),
    });
    expect(Buffer.from(banner.received).toString()).toMatch(/^SSH-2\.0-OpenSSH/);
    await expect(host.exchange({ ...ask, port: 1 })).rejects.toMatchObject({ code: 'not-found' });
    host.close();
  });
});
