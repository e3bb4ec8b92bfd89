import { isProbeError, ReplayHost } from '@tenken/shared';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSshdLines, readSshdConfig, sshdWords } from './sshd-config.ts';

function hostWith(files: Record<string, string>, folders: Record<string, string[]> = {}): ReplayHost {
  return new ReplayHost({
    format: 'tenken-recording',
    version: 1,
    platform: 'linux',
    origin: 'written for this test',
    recordedAt: '2026-11-21T00:00:00.000Z',
    commands: {},
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { text }])),
    folders,
    links: {},
    statuses: {},
    registry: {},
    cim: {},
    hardware: {},
    exchanges: {},
  });
}

test('the first value wins, and drop-ins come where they are included', async () => {
  const config = await readSshdConfig(
    hostWith(
      {
        '/etc/ssh/sshd_config':
          'Include /etc/ssh/sshd_config.d/*.conf\nPasswordAuthentication no\nPort 22\nPort 2222\n',
        '/etc/ssh/sshd_config.d/50-cloud-init.conf': 'PasswordAuthentication yes\n',
        '/etc/ssh/sshd_config.d/60-own.conf': 'passwordauthentication no\nPermitRootLogin=no # never\n',
      },
      { '/etc/ssh/sshd_config.d': ['50-cloud-init.conf', '60-own.conf', 'README'] },
    ),
  );
  expect(config?.files).toHaveLength(3);
  expect(config?.global.get('passwordauthentication')).toEqual(['yes']);
  expect(config?.global.get('permitrootlogin')).toEqual(['no']);
  expect(config?.global.get('port')).toEqual(['22', '2222']);
});

test('a Match ends with its file and holds in place of the global value', async () => {
  const config = await readSshdConfig(
    hostWith(
      {
        '/etc/ssh/sshd_config':
          'Include sshd_config.d/*.conf\nPasswordAuthentication no\nMatch User backup\n  PasswordAuthentication yes\n',
        '/etc/ssh/sshd_config.d/10-sftp.conf': 'Match Group sftp\nPubkeyAuthentication no\n',
      },
      { '/etc/ssh/sshd_config.d': ['10-sftp.conf'] },
    ),
  );
  expect(config?.matches.map(({ criteria }) => criteria)).toEqual(['Group sftp', 'User backup']);
  expect(config?.global.get('passwordauthentication')).toEqual(['no']);
  const [, backup] = config?.matches ?? [];
  expect(config && sshdWords(config, 'passwordauthentication', backup?.settings)).toEqual(['yes']);
  expect(config && sshdWords(config, 'usepam', backup?.settings)).toBeNull();
});

test('no configuration, and one below /usr', async () => {
  expect(await readSshdConfig(hostWith({}))).toBeNull();
  const config = await readSshdConfig(hostWith({ '/usr/etc/ssh/sshd_config': 'UsePAM yes\n' }));
  expect(config?.global.get('usepam')).toEqual(['yes']);
});

test('a file that includes itself, and a pattern of folders, are unparsable', async () => {
  await expect(
    readSshdConfig(hostWith({ '/etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config\n' })),
  ).rejects.toMatchObject({ code: 'unparsable' });
  await expect(
    readSshdConfig(hostWith({ '/etc/ssh/sshd_config': 'Include /etc/*/x.conf\n' })),
  ).rejects.toMatchObject({ code: 'unparsable' });
});

test('any text gives settings or a coded failure', async () => {
  const fragment = fc.constantFrom('Match User x\n', 'Include ', '*.conf', '=', '"', '\n', 'Port 22', '#');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fragment, fc.string()), { maxLength: 30 }), async (parts) => {
      const content = parts.join('');
      expect(Array.isArray(parseSshdLines(content))).toBe(true);
      try {
        await readSshdConfig(hostWith({ '/etc/ssh/sshd_config': content }, { '/etc/ssh': ['a.conf'] }));
      } catch (error) {
        expect(isProbeError(error)).toBe(true);
      }
    }),
  );
});
