import type { RegistryKey } from '@tenken/shared';
import { ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chosenDesktop, desktopsOf } from './desktops.ts';
import { parseGnome } from './gsettings.ts';
import { kdeLock, parseKscreenlockerrc } from './kscreenlockerrc.ts';
import { isPerson, parsePasswd } from './passwd.ts';
import { parseSaver } from './saver.ts';
import { parseScreenLockStatus, parseSeconds } from './screen-lock-status.ts';
import { parseTmout } from './tmout.ts';

const firm = { seconds: 900, readonly: false, exported: false, conditional: false };

describe('TMOUT', () => {
  const read = (content: string) => parseTmout('f', content).map(({ file: _file, ...rest }) => rest);

  test.each([
    ['TMOUT=900', { ...firm }],
    ['TMOUT="900"', { ...firm }],
    ['export TMOUT=900 # fifteen minutes', { ...firm, exported: true }],
    ['readonly TMOUT=900', { ...firm, readonly: true }],
    ['readonly TMOUT=900; export TMOUT', { ...firm, readonly: true, exported: true }],
    ['TMOUT=900\nreadonly TMOUT\nexport TMOUT', { ...firm, readonly: true, exported: true }],
    ['declare -xr TMOUT=900', { ...firm, readonly: true, exported: true }],
    ['typeset -x -r TMOUT=900', { ...firm, readonly: true, exported: true }],
    ['unset TMOUT', { ...firm, seconds: 0 }],
    ['TMOUT=0', { ...firm, seconds: 0 }],
    ['TMOUT=$((15 * 60))', { ...firm, seconds: null }],
    ['if true; then TMOUT=900; fi', { ...firm, conditional: true }],
    ['[ -n "$PS1" ] && TMOUT=900', { ...firm, conditional: true }],
    ['case $- in *i*) TMOUT=0;; esac', { ...firm, seconds: null, conditional: true }],
    ['limit() {\n  TMOUT=900\n}', { ...firm, conditional: true }],
  ])('%s', (content, expected) => {
    expect(read(content)).toEqual([expected]);
  });

  test.each([
    '# TMOUT=900',
    '  #readonly TMOUT=900',
    'echo hello # TMOUT=900',
    'MY_TMOUT=900',
    'export TMOUT',
  ])('%s sets nothing', (content) => {
    expect(read(content)).toEqual([]);
  });

  test('after `fi` a statement is carried out again', () => {
    expect(read('if [ -z "$X" ]; then\n  X=1\nfi\nTMOUT=900')).toEqual([firm]);
  });
});

describe('passwd', () => {
  test('accounts without a login, services and nobody are left out', () => {
    const content = [
      'root:x:0:0:root:/root:/bin/bash',
      'sshd:x:105:65534::/run/sshd:/usr/sbin/nologin',
      'taro:x:1000:1000:,,,:/home/taro:/bin/bash',
      'batch:x:1001:1001::/home/batch:/bin/false',
      'nobody:x:65534:65534:nobody:/nonexistent:/bin/sh',
      'empty:x:1002:1002::/home/empty:',
      '+::::::',
    ].join('\n');
    expect(parsePasswd(content).filter(isPerson)).toEqual([
      { name: 'taro', uid: 1000, home: '/home/taro', shell: '/bin/bash' },
      { name: 'empty', uid: 1002, home: '/home/empty', shell: '/bin/sh' },
    ]);
  });
});

describe('GNOME', () => {
  const settings = (idle: string, locks = 'true', forbidden = 'false') =>
    `org.gnome.desktop.session idle-delay ${idle}\norg.gnome.desktop.screensaver lock-delay uint32 30\n` +
    `org.gnome.desktop.screensaver lock-enabled ${locks}\norg.gnome.desktop.lockdown disable-lock-screen ${forbidden}\n`;

  test('idle-delay 0 never starts', () => {
    expect(parseGnome(settings('uint32 0')).enabled).toBe(false);
  });

  test('a forbidden lock screen asks for no password', () => {
    expect(parseGnome(settings('uint32 300', 'true', 'true')).requiresPassword).toBe(false);
  });

  test('a key that is not told is no default', () => {
    expect(() => parseGnome('org.gnome.desktop.session idle-delay uint32 300\n')).toThrow(ProbeError);
  });
});

describe('KDE', () => {
  const lock = (system: string, own: string) =>
    kdeLock(parseKscreenlockerrc(system), parseKscreenlockerrc(own));

  test('no files: locks after five minutes', () => {
    expect(lock('', '')).toEqual({
      enabled: true,
      requiresPassword: true,
      idleSeconds: 300,
      lockDelaySeconds: 5,
      enforced: false,
    });
  });

  test.each(['[$i]\n[Daemon]\nAutolock=true', '[Daemon][$i]\nAutolock=true', '[Daemon]\nAutolock[$i]=true'])(
    '%s wins over the user',
    (system) => {
      expect(lock(system, '[Daemon]\nAutolock=false').enabled).toBe(true);
    },
  );

  test('what cannot be understood is not told', () => {
    expect(lock('', '[Daemon]\nTimeout=soon').idleSeconds).toBeNull();
  });

  test('keys of other groups do not count', () => {
    expect(lock('', '[Greeter]\nAutolock=false').enabled).toBe(true);
  });
});

describe('Windows', () => {
  const key = (values: Record<string, string | number>): RegistryKey => ({
    values: Object.fromEntries(
      Object.entries(values).map(([name, data]) => [
        name,
        typeof data === 'string' ? { type: 'REG_SZ', data } : { type: 'REG_DWORD', data },
      ]),
    ),
    subkeys: [],
  });
  const all = {
    ScreenSaveActive: '1',
    ScreenSaverIsSecure: '1',
    ScreenSaveTimeOut: '600',
    'SCRNSAVE.EXE': 'scrnsave.scr',
  };

  test('value names have no case, and policy wins value by value', () => {
    const saver = parseSaver(key({ screensavetimeout: '300' }), key(all), undefined);
    expect(saver).toMatchObject({ enabled: true, idleSeconds: 300, lockDelaySeconds: 5, enforced: false });
  });

  test('an empty file name is none', () => {
    expect(parseSaver(null, key({ ...all, 'SCRNSAVE.EXE': '' }), 0).enabled).toBe(false);
  });

  test('a DWORD where text is wanted is told as odd', () => {
    expect(parseSaver(key({ ScreenSaverIsSecure: 1 }), key(all), 0)).toMatchObject({
      requiresPassword: null,
      odd: ['ScreenSaverIsSecure'],
    });
  });
});

describe('macOS', () => {
  test.each([
    ['screenLock delay is immediate', { requiresPassword: true, lockDelaySeconds: 0 }],
    ['screenLock delay is 300 seconds', { requiresPassword: true, lockDelaySeconds: 300 }],
    ['screenLock delay is -1 seconds', { requiresPassword: false, lockDelaySeconds: null }],
    ['screenLock is off', { requiresPassword: false, lockDelaySeconds: null }],
  ])('%s', (told, expected) => {
    expect(parseScreenLockStatus(`2026-11-20 10:00:00.123 sysadminctl[4321:98765] ${told}\n`)).toEqual(
      expected,
    );
  });
});

test('session files of one desktop count once', () => {
  expect(desktopsOf(['gnome.desktop', 'gnome-classic.desktop', 'ubuntu-xorg.desktop', 'README'])).toEqual([
    'gnome',
  ]);
  expect(
    desktopsOf(['plasma.desktop', 'plasmax11.desktop', 'sway.desktop', 'lightdm-xsession.desktop']),
  ).toEqual(['kde', 'sway']);
  expect(chosenDesktop('[User]\nSession=plasmawayland\n')).toBe('kde');
});

const words = [
  'TMOUT=',
  'readonly ',
  'export ',
  '900',
  ';',
  '\n',
  'if ',
  'fi',
  '{',
  '}',
  '#',
  '"',
  '[Daemon]',
  '[$i]',
  'Timeout=',
  ':',
  'root',
  'screenLock is off',
  'Session=',
];
const messy = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 6 })), { maxLength: 80 })
    .map((parts) => parts.join('')),
);

test.each<[string, (input: string) => unknown]>([
  ['parseTmout', (input) => parseTmout('f', input)],
  ['parsePasswd', parsePasswd],
  ['parseGnome', parseGnome],
  ['kscreenlockerrc', (input) => kdeLock(parseKscreenlockerrc(input), parseKscreenlockerrc(input))],
  ['parseScreenLockStatus', parseScreenLockStatus],
  ['parseSeconds', parseSeconds],
  ['chosenDesktop', chosenDesktop],
  [
    'parseSaver',
    (input) =>
      parseSaver({ values: { ScreenSaveTimeOut: { type: 'REG_SZ', data: input } }, subkeys: [] }, null, null),
  ],
])('%s: any input gives facts or `unparsable`', (_name, parse) => {
  fc.assert(
    fc.property(messy, (input) => {
      try {
        parse(input);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
        expect((error as ProbeError).code).toBe('unparsable');
      }
    }),
  );
});
