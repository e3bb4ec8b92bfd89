import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runTenken } from '../e2e/tenken.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { startSshServer, whyNoSshServer } from '../support/ssh-server.ts';

if (whyNoSshServer !== null) console.warn(`skipped in part: ${whyNoSshServer}`);

type Document = { host: { name: string }; findings: unknown[]; items: unknown[] };

describe.runIf(whyNoSshServer === null)('tenken scan --host', () => {
  test('prints what a scan prints, and only that', async () => {
    const server = await startSshServer(scratchFolder());
    const knownHosts = join(scratchFolder(), 'known_hosts');
    writeFileSync(knownHosts, server.knownHosts);
    const host = `ssh://${server.user}@127.0.0.1:${server.port}`;
    const sign = ['--host', host, '--key', server.keyFile, '--known-hosts', knownHosts, '--no-sudo'];
    const recording = join(scratchFolder(), 'recording.json');
    const { exitCode, stdout } = await runTenken(['scan', '--json', ...sign, '--record', recording]);
    expect([0, 1, 2]).toContain(exitCode);
    const document = JSON.parse(stdout) as Document;
    expect(document.findings.length).toBeGreaterThan(30);
    expect(document.items.length).toBeGreaterThan(300);
    const replayed = await runTenken(['scan', '--json', '--replay', recording]);
    expect((JSON.parse(replayed.stdout) as Document).host.name).toBe(document.host.name);
  });

  test('a host that is not known is refused with status 2, and nothing is printed', async () => {
    const server = await startSshServer(scratchFolder());
    const knownHosts = join(scratchFolder(), 'known_hosts');
    writeFileSync(knownHosts, '');
    const host = `ssh://${server.user}@127.0.0.1:${server.port}`;
    const line = ['scan', '--json', '--host', host, '--key', server.keyFile, '--known-hosts', knownHosts];
    const { exitCode, stdout, stderr } = await runTenken(line);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('[target-untrusted]');
  });
});

test.each([
  [['--host', 'web'], '[usage]'],
  [['--host', 'ssh://root:hunter2@web'], '--password-file'],
  [['--key', 'k'], '--key goes with --host'],
  [['--no-sudo'], '--no-sudo goes with --host'],
  [['--host', 'ssh://root@web', '--root', '/'], '[usage]'],
  [['--host', 'ssh://root@127.0.0.1:1', '--key', '/nowhere/key'], '/nowhere/key cannot be used'],
])('scan %j ends with 2 and says why', async (line, told) => {
  const { exitCode, stdout, stderr } = await runTenken(['scan', ...line], { SSH_AUTH_SOCK: '' });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(told);
  expect(stderr).not.toContain('hunter2');
});
