import { isProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGroups, parsePasswd, parseShadow, passwordOf } from './account-files.ts';
import { gettyUser } from './automatic-logon.ts';
import { parseNsswitch } from './directories.ts';
import { greetdUser, parseIni, parseLines, parseToml, parseWords, programOf } from './display-managers.ts';
import { parseLastlog, parseLastlog2, parseWtmp } from './login-records.ts';
import { parseUsers } from './macos.ts';
import { sidOf } from './sid.ts';
import { includesOf, parseDoas, sudoersOf } from './sudoers.ts';

const narrow = { lastlogBytes: 292, wtmpBytes: 384, wideClock: false };
const wide = { lastlogBytes: 296, wtmpBytes: 400, wideClock: true };

describe('what the password field says', () => {
  test.each([
    ['', 'empty', null],
    ['*', 'locked', null],
    ['!', 'locked', null],
    ['!!', 'locked', null],
    ['!$6$salt$hash', 'locked', null],
    ['x', 'locked', null],
    ['$y$j9T$salt$hash', 'set', 'yescrypt'],
    ['$6$salt$hash', 'set', 'sha512'],
    ['$5$salt$hash', 'set', 'sha256'],
    ['$2b$10$hash', 'set', 'bcrypt'],
    ['$1$salt$hash', 'set', 'md5'],
    ['ab0123456789.', 'set', 'des'],
    ['$9$new$hash', 'set', 'other'],
  ])('%j: %s', (field, password, hash) => {
    expect(passwordOf(field)).toEqual({ password, hash });
  });
});

test('lines of NIS and comments are no accounts', () => {
  expect(
    parsePasswd('+::::::\n-bob::::::\n#x:x:1:1::/:/bin/sh\nalice:x:1000:1000:A,B:/home/alice:\n'),
  ).toMatchObject([{ name: 'alice', uid: 1000, shell: '' }]);
  expect(parseGroups('wheel:x:10:alice, bob\n+:::\n')).toEqual([
    { name: 'wheel', gid: 10, members: ['alice', 'bob'] },
  ]);
  expect(parseShadow('a:!:20000:0:90:7:30:20500:\na:other:1::::::\n').get('a')).toEqual({
    password: '!',
    changedDay: 20_000,
    maxDays: 90,
    expireDay: 20_500,
  });
});

describe('sudoers', () => {
  const rules = (content: string) => sudoersOf([['/etc/sudoers', content]]).rules;

  test.each<[string, { subject: string; all: boolean; withoutPassword: boolean }[]]>([
    ['%wheel ALL=(ALL) ALL', [{ subject: '%wheel', all: true, withoutPassword: false }]],
    ['%wheel\tALL=(ALL)\tNOPASSWD: ALL', [{ subject: '%wheel', all: true, withoutPassword: true }]],
    ['# %wheel ALL=(ALL) NOPASSWD: ALL', []],
    ['ubuntu ALL=(ALL) NOPASSWD:ALL', [{ subject: 'ubuntu', all: true, withoutPassword: true }]],
    [
      'zabbix ALL=(root) NOPASSWD: /usr/sbin/ss, /bin/ls',
      [{ subject: 'zabbix', all: false, withoutPassword: true }],
    ],
    [
      'a, b ALL = ALL, !/bin/su',
      [
        { subject: 'a', all: true, withoutPassword: false },
        { subject: 'b', all: true, withoutPassword: false },
      ],
    ],
    ['a ALL=NOPASSWD: /bin/x, PASSWD: ALL', [{ subject: 'a', all: true, withoutPassword: true }]],
    ['%domain\\ admins ALL=(ALL) ALL', [{ subject: '%domain admins', all: true, withoutPassword: false }]],
    ['#1000 ALL=(ALL) ALL # the first user', [{ subject: '#1000', all: true, withoutPassword: false }]],
    ['a web1=(root) /bin/x : ALL=(ALL) NOPASSWD: ALL', [{ subject: 'a', all: true, withoutPassword: true }]],
    ['a ALL=\\\n  (ALL) ALL', [{ subject: 'a', all: true, withoutPassword: false }]],
    ['a ALL=(ALL) !/bin/su', []],
  ])('%j', (line, expected) => {
    expect(rules(line).map(({ source: _source, ...rule }) => rule)).toEqual(expected);
  });

  test('aliases, wherever they are defined', () => {
    const found = sudoersOf([
      ['/etc/sudoers', 'OPS ALL=(ALL) NOPASSWD: TOOLS\nBOSS ALL=(ALL) EVERYTHING\n'],
      [
        '/etc/sudoers.d/x',
        'User_Alias OPS = carol, dave : BOSS = erin\nCmnd_Alias TOOLS = /bin/a, /bin/b\nCmnd_Alias EVERYTHING = ALL\n',
      ],
    ]);
    expect(found.rules).toMatchObject([
      { subject: 'carol', all: false, withoutPassword: true },
      { subject: 'dave', all: false, withoutPassword: true },
      { subject: 'erin', all: true, withoutPassword: false },
    ]);
  });

  test('the password of root, as SUSE asks for, and none at all', () => {
    expect(sudoersOf([['x', 'Defaults targetpw\nALL ALL=(ALL) ALL\n']]).asksTarget).toBe(true);
    expect(sudoersOf([['x', '# Defaults targetpw\n']]).asksTarget).toBe(false);
    expect(rules('Defaults !authenticate\na ALL=(ALL) ALL')[0]?.withoutPassword).toBe(true);
    expect(rules('Defaults:b !authenticate\na ALL=(ALL) ALL')[0]?.withoutPassword).toBe(false);
    expect(rules('Defaults:a !authenticate\na ALL=(ALL) ALL')[0]?.withoutPassword).toBe(true);
  });

  test('includes', () => {
    expect(
      includesOf('@includedir /etc/sudoers.d\n#include /etc/sudoers.local\n# include nothing\n'),
    ).toEqual([
      { path: '/etc/sudoers.d', folder: true },
      { path: '/etc/sudoers.local', folder: false },
    ]);
  });

  test('doas', () => {
    expect(
      parseDoas('permit persist :wheel\npermit nopass alice as root cmd /bin/x\n# permit nopass bob\n', 'f'),
    ).toEqual([
      { subject: '%wheel', all: true, withoutPassword: false, source: 'f' },
      { subject: 'alice', all: false, withoutPassword: true, source: 'f' },
    ]);
  });
});

describe('records of sign-ins', () => {
  const seconds = 1_790_000_000;

  test('wtmp, with a narrow and a wide clock', () => {
    for (const layout of [narrow, wide]) {
      const bytes = new Uint8Array(layout.wtmpBytes * 2);
      const view = new DataView(bytes.buffer);
      view.setInt16(0, 2, true);
      view.setInt16(layout.wtmpBytes, 7, true);
      bytes.set(Buffer.from('alice'), layout.wtmpBytes + 44);
      for (const [index, at] of [seconds - 100, seconds].entries()) {
        if (layout.wideClock) view.setBigInt64(index * 400 + 344, BigInt(at), true);
        else view.setInt32(index * 384 + 340, at, true);
      }
      expect(parseWtmp(bytes, layout)).toEqual({
        logins: new Map([['alice', seconds * 1000]]),
        firstAt: (seconds - 100) * 1000,
      });
    }
  });

  test('lastlog by user number', () => {
    const bytes = new Uint8Array(292 * 3);
    new DataView(bytes.buffer).setInt32(292 * 2, seconds, true);
    expect([0, 2, 5].map((uid) => parseLastlog(bytes, uid, narrow))).toEqual([null, seconds * 1000, null]);
  });

  test('lastlog2', () => {
    const shown =
      'Username         Port     From                                       Latest\nroot                                                                 **Never logged in**\nalice            pts/0    192.0.2.7                                  Sat Nov 21 20:21:49 +0900 2026\n';
    expect(parseLastlog2(shown)).toEqual(new Map([['alice', Date.UTC(2026, 10, 21, 11, 21, 49)]]));
    expect(() => parseLastlog2('lastlog2: Cannot open database')).toThrow(
      expect.objectContaining({ code: 'unparsable' }),
    );
  });
});

describe('display managers', () => {
  test('greetd: a first session, a greeter, and a desktop in its place', () => {
    const userOf = (content: string) => greetdUser(parseToml(content));
    expect(userOf('[initial_session]\ncommand = "sway"\nuser = \'sato\' # kiosk\n')).toBe('sato');
    expect(userOf('[ "initial_session" ]\ncommand = "sway"\n')).toBe('root');
    expect(userOf('[default_session]\ncommand = "agreety --cmd sh"\nuser = "_greetd"\n')).toBeNull();
    expect(userOf('[default_session]\ncommand = "cage -s -- regreet"\nuser = "sato"\n')).toBeNull();
    expect(userOf('[default_session]\ncommand = "cosmic-comp x"\nuser = "cosmic-greeter"\n')).toBeNull();
    expect(userOf('[default_session]\ncommand = "sway"\nuser = "sato"\n')).toBe('sato');
    expect(userOf('#[initial_session]\n#user = "sato"\n')).toBeNull();
  });

  test.each([
    'initial_session = { user = "sato" }',
    'initial_session.user = "sato"',
    '[initial_session]\nuser = """sato"""',
    '\0',
  ])('TOML that is not read here is refused, not overlooked: %j', (content) => {
    expect(() => parseToml(content)).toThrow(expect.objectContaining({ code: 'unparsable' }));
  });

  test('slim and ly', () => {
    expect(parseWords('#auto_login no\nauto_login \t yes\ndefault_user sato \n')).toEqual(
      new Map([
        ['/auto_login', 'yes'],
        ['/default_user', 'sato'],
      ]),
    );
    expect(parseLines('# auto_login_user = x\nauto_login_user = null\n')).toEqual(
      new Map([['/auto_login_user', 'null']]),
    );
  });

  test.each([
    ['[Service]\nExecStart=/usr/bin/sddm\n', '/usr/bin/sddm'],
    ['[Service]\nExecStartPre=/bin/true\nExecStart=greetd\n', 'greetd'],
    ['[Service]\nExecStart=\nExecStart=-@/usr/sbin/gdm3 gdm3\n', '/usr/sbin/gdm3'],
    ['', null],
  ])('the program that a unit starts: %j', (unit, program) => {
    expect(programOf(unit)).toBe(program);
  });
});

test('who is signed in without a question', () => {
  expect(
    gettyUser('[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin kiosk --noclear %I $TERM\n'),
  ).toBe('kiosk');
  expect(gettyUser('[Service]\nExecStart=-/sbin/agetty -a kiosk %I\n')).toBe('kiosk');
  expect(gettyUser('[Service]\nExecStart=-/sbin/agetty --noclear %I $TERM\n')).toBeNull();
  expect(
    parseIni('[daemon]\n#AutomaticLogin=x\nAutomaticLoginEnable = true\n[Seat:*]\nautologin-user=kiosk\n'),
  ).toEqual(
    new Map([
      ['daemon/automaticloginenable', 'true'],
      ['seat:*/autologin-user', 'kiosk'],
    ]),
  );
});

test('nsswitch', () => {
  expect(
    parseNsswitch(
      '# passwd: nis\npasswd:  files [NOTFOUND=return] sss systemd # x\ngroup: files\n',
      'passwd',
    ),
  ).toEqual(['files', 'sss', 'systemd']);
});

test('SIDs', () => {
  expect(sidOf('01020000000000052000000020020000')).toBe('S-1-5-32-544');
  expect(sidOf('010500000000000515000000c7353a42c7353a42c7353a42e9030000')).toMatch(
    /^S-1-5-21-(\d+-){3}1001$/,
  );
  expect([sidOf(''), sidOf('zz'), sidOf('0105000000000005')]).toEqual([null, null, null]);
});

const parsers: [string, (text: string) => unknown][] = [
  ['passwd', parsePasswd],
  ['shadow', parseShadow],
  ['group', parseGroups],
  ['sudoers', (text) => sudoersOf([['x', text]])],
  ['doas', (text) => parseDoas(text, 'x')],
  ['lastlog2', parseLastlog2],
  ['nsswitch', (text) => parseNsswitch(text, 'passwd')],
  ['ini', parseIni],
  ['lines', parseLines],
  ['words', parseWords],
  ['toml', parseToml],
  ['greetd', (content: string) => greetdUser(parseToml(content))],
  ['program of a unit', programOf],
  ['dscl', parseUsers],
  ['SID', sidOf],
  ['wtmp', (text) => parseWtmp(Buffer.from(text), narrow)],
  ['lastlog', (text) => parseLastlog(Buffer.from(text), 0, wide)],
];

test.each(parsers)('%s: any text gives facts or unparsable', (_name, parse) => {
  const fragment = fc.constantFrom(
    ':',
    'ALL',
    '=',
    'NOPASSWD:',
    'User_Alias A',
    'Defaults',
    ',',
    '\\',
    '\n',
    'root:x:0:0::/root:/bin/sh',
    'Username',
    '<plist><array><dict>',
    '<key>dsAttrTypeStandard:UniqueID</key><array><string>501</string></array>',
    'permit ',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(fragment, fc.string()), { maxLength: 60 }), (parts) => {
      try {
        parse(parts.join(''));
      } catch (error) {
        expect(isProbeError(error, 'unparsable', 'output-limit')).toBe(true);
      }
    }),
  );
});
