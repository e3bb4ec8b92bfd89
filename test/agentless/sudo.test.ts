import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceKinds } from '@tenken/controls/evidence';
import { describe, expect, test } from 'vitest';
import { scanOverSsh } from '../../agent/src/hosts/ssh/scan-over-ssh.ts';
import { containing } from '../support/containing.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { openOver } from '../support/ssh-client.ts';
import { startSshServer, whyNoSshServer } from '../support/ssh-server.ts';
import { sudoPassword, sudoUser, whyNoSudoMachine, withSudoRules } from '../support/sudo-machine.ts';

const whyNot = whyNoSshServer ?? whyNoSudoMachine();
if (whyNot !== null) console.warn(`skipped: ${whyNot}`);

/** A real server on a machine where one account may use sudo as these rules say. */
async function serverWith(rules: readonly string[], settings: readonly string[] = []) {
  const folder = scratchFolder();
  // The account's own keys have to be readable to it.
  chmodSync(folder, 0o755);
  const server = await startSshServer(join(folder, 'server'), {
    under: withSudoRules(folder, rules),
    settings,
  });
  return { ...server, user: sudoUser };
}

function passwordFile(password: string): string {
  const file = join(scratchFolder(), 'password');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return file;
}

const shadow = (host: { readFile: (path: string) => Promise<Uint8Array> }) => host.readFile('/etc/shadow');

describe.runIf(whyNot === null)('with sudo', () => {
  test('sudo that asks for nothing is used, and can be left out', async () => {
    const server = await serverWith([`${sudoUser} ALL=(root) NOPASSWD: ALL`]);
    const host = await openOver(server, { sudo: 'if-possible' });
    expect(host.isAdministrator).toBe(true);
    expect((await shadow(host)).length).toBeGreaterThan(0);
    expect((await host.run('id', ['-u'])).stdout).toBe('0\n');
    const { stdout } = await host.run('env', []);
    expect(stdout).not.toContain('SUDO');
    host.close();
    const plain = await openOver(server, { sudo: 'never' });
    expect(plain.isAdministrator).toBe(false);
    await expect(shadow(plain)).rejects.toMatchObject({ code: 'permission-denied' });
    plain.close();
  });

  test('sudo that asks gets the password, on every shell', async () => {
    const server = await serverWith([`${sudoUser} ALL=(root) ALL`]);
    const host = await openOver(server, {
      sudo: 'if-possible',
      sudoPasswordFile: passwordFile(sudoPassword),
    });
    expect(host.isAdministrator).toBe(true);
    const answers = await Promise.all([
      host.run('id', ['-u']),
      host.run('id', ['-un'], { timeoutMs: 20_000 }),
    ]);
    expect(answers.map(({ stdout }) => stdout)).toEqual(['0\n', 'root\n']);
    expect((await shadow(host)).length).toBeGreaterThan(0);
    // It is nowhere but in sudo: not a command, not an argument, not in the environment.
    const { stdout } = await host.run('ps', ['-eo', 'args']);
    expect(stdout).not.toContain(sudoPassword);
    host.close();
  });

  test('a password that sudo does not take is told, and so is a user who may not', async () => {
    const server = await serverWith([`${sudoUser} ALL=(root) ALL`]);
    await expect(
      openOver(server, { sudo: 'if-possible', sudoPasswordFile: passwordFile('wrong') }),
    ).rejects.toMatchObject({
      code: 'target-sign-in-refused',
      message: containing('does not take this password'),
    });
    const without = await serverWith([]);
    await expect(
      openOver(without, { sudo: 'if-possible', sudoPasswordFile: passwordFile(sudoPassword) }),
    ).rejects.toMatchObject({ code: 'target-sign-in-refused' });
  });

  test('a password is never given to a shell when sudo does not ask for it', async () => {
    const server = await serverWith([`${sudoUser} ALL=(root) NOPASSWD: ALL`]);
    const host = await openOver(server, {
      sudo: 'if-possible',
      sudoPasswordFile: passwordFile('touch /tmp/x'),
    });
    expect(host.isAdministrator).toBe(true);
    expect((await host.run('id', ['-u'])).stdout).toBe('0\n');
    host.close();
  });

  test('without rights a scan says so, kind by kind', async () => {
    const server = await serverWith([]);
    const host = await openOver(server, { sudo: 'if-possible' });
    expect(host.isAdministrator).toBe(false);
    const kinds = evidenceKinds.filter(({ id }) => ['local-accounts', 'host-firewall'].includes(id));
    const { evidence } = await scanOverSsh(host, { kinds });
    host.close();
    expect(JSON.stringify(evidence.map(({ body }) => body.result))).toContain('permission-denied');
  });

  test('a password signs in where the server takes nothing better', async () => {
    for (const settings of [
      ['PasswordAuthentication yes', 'PubkeyAuthentication no'],
      [
        'KbdInteractiveAuthentication yes',
        'PasswordAuthentication no',
        'PubkeyAuthentication no',
        'UsePAM yes',
      ],
    ]) {
      const server = await serverWith([], settings);
      const sign = (password: string) =>
        openOver(server, { credentials: { keyFiles: [], passwordFile: passwordFile(password) } });
      const host = await sign(sudoPassword);
      expect((await host.run('id', ['-un'])).stdout).toBe(`${sudoUser}\n`);
      host.close();
      await expect(sign('wrong')).rejects.toMatchObject({ code: 'target-sign-in-refused' });
    }
  });
});
