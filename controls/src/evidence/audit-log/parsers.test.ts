import { isProbeError, ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDays, parseSection, parseSize } from '../systemd-config.ts';
import { eventsOfRules, parseAuditRules } from './audit-rules.ts';
import { instantOfLine, timestampsOf } from './auth-file.ts';
import { instantInName, parseJournalHeader } from './journal.ts';
import { firstAuditInstant, parseAuditConfig, parseAuditStatus } from './linux-audit.ts';
import { unbroken } from './linux-files.ts';
import { keptDays, parseLogrotate, rotationOf } from './logrotate.ts';
import { instantOfTrail, parseAuditControl } from './openbsm.ts';
import { channelAccess, fileAccess } from './sddl.ts';
import { parseAuditPolicy } from './windows-audit-policy.ts';
import { instantOfDotNet, parseEventLogs } from './windows-events.ts';

function events(rules: string): string[] {
  return eventsOfRules(parseAuditRules(rules)).map(({ event }) => event);
}

describe('rules of the kernel', () => {
  test('without rules logins are recorded all the same', () => {
    expect(events('No rules\n')).toEqual(['logon']);
  });

  test('a rule that leaves the messages of logins out', () => {
    expect(events('-a always,exclude -F msgtype=USER_LOGIN\n')).toEqual([]);
    expect(events('-a never,user\n')).toEqual([]);
  });

  test('`-a task,never` with its words the other way round switches all rules off', () => {
    expect(events('-a task,never\n-w /etc -p wa\n')).toEqual(['logon']);
  });

  test('a watch of /etc covers the files in it; one without writing does not', () => {
    expect(events('-w /etc -p wa -k etc\n')).toContain('identity-files');
    expect(events('-w /etc -p r -k etc\n')).not.toContain('identity-files');
  });

  test('two of three files are not all', () => {
    expect(events('-w /etc/passwd -p wa\n-w /etc/shadow -p wa\n')).toEqual(['logon']);
  });

  test('starts of programs by one user or below one folder are not those of all', () => {
    expect(events('-a always,exit -F arch=b64 -S execve -F uid=33 -F key=www\n')).toEqual(['logon']);
    expect(events('-a always,exit -F arch=b64 -S execve -F dir=/tmp -F key=tmp\n')).toEqual(['logon']);
  });

  test('both of the programs that elevate, watched for execution', () => {
    const rule = (path: string) =>
      `-a always,exit -S all -F path=${path} -F perm=x -F auid>=1000 -F auid!=-1\n`;
    expect(events(rule('/usr/bin/sudo'))).toEqual(['logon']);
    expect(events(rule('/usr/bin/sudo') + rule('/usr/bin/su'))).toContain('privileged-commands');
  });

  test('a rule for failures alone records no success', () => {
    const rules = parseAuditRules('-a always,exit -F arch=b64 -S unlink,rename -F success=0 -F key=delete\n');
    expect(eventsOfRules(rules)).toContainEqual({ event: 'file-deletion', success: false, failure: true });
  });

  test('the status of audit 2.3 stands in one line', () => {
    expect(parseAuditStatus('AUDIT_STATUS: enabled=1 flag=1 pid=900 rate_limit=0 lost=4 backlog=0')).toEqual({
      state: 'on',
      pid: 900,
      lost: 4,
    });
  });

  test('words of auditd.conf are compared in lower case, paths are not', () => {
    const config = parseAuditConfig(
      'log_file = /var/log/Audit/a.log\n#num_logs = 9\nmax_log_file_action = KEEP_LOGS\n',
    );
    expect([...config]).toEqual([
      ['log_file', '/var/log/Audit/a.log'],
      ['max_log_file_action', 'keep_logs'],
    ]);
  });
});

describe('journal', () => {
  test('an archived file tells its first record in its name', () => {
    expect(
      instantInName('system@fedcba9876543210fedcba9876543210-0000000000000001-00065e4e6da30240.journal'),
    ).toBe('2026-10-21T00:00:00.123Z');
    expect(instantInName('system@0005f0.journal~')).toBeNull();
  });

  test('sizes and spans of systemd', () => {
    expect([parseSize('4G'), parseSize('1.5M'), parseSize('10%')]).toEqual([4_294_967_296, 1_572_864, null]);
    expect([parseDays('1month'), parseDays('90day'), parseDays('2w 3d'), parseDays('86400')]).toEqual([
      30.44, 90, 17, 1,
    ]);
    expect(parseDays('for ever')).toBeNull();
  });

  test('a key outside of its section is none', () => {
    expect(parseSection('[Other]\nStorage=none\n[Journal]\n# Storage=auto\n', 'Journal').size).toBe(0);
  });
});

describe('text logs', () => {
  const written = new Date('2026-01-03T00:00:00Z');

  test('a line without a year lies before the file was written', () => {
    expect(instantOfLine('Dec 31 23:00:00 host sshd: x', written)).toBe('2025-12-31T23:00:00.000Z');
    expect(instantOfLine('Jan  2 23:00:00 host sshd: x', written)).toBe('2026-01-02T23:00:00.000Z');
  });

  test.each([
    ['2026-11-21T07:43:58.123456+09:00 host sshd[1]: x\n', 'instant'],
    ['<38>1 2026-11-21T07:43:58Z host sshd 1 - - x\n', 'instant'],
    ['Nov  1 07:43:58 host sshd[1]: x\n', 'no-year'],
    ['host sshd[1]: x\n', 'none'],
    ['\n', null],
  ])('%j carries %s', (line, form) => {
    expect(timestampsOf(line)).toBe(form);
  });

  test('what lies before a long silence is a leftover', () => {
    const instants = ['2020-01-05T00:00:00Z', '2026-11-01T00:00:00Z', '2026-11-08T00:00:00Z'];
    expect(unbroken(instants, (instant) => instant)).toEqual(instants.slice(1));
    expect(unbroken([], (instant: string) => instant)).toEqual([]);
  });
});

describe('logrotate', () => {
  const blocks = (text: string) => parseLogrotate(text).blocks;

  test('a block inherits what stands before it', () => {
    const rotation = rotationOf(
      blocks('weekly\nrotate 4\n/var/log/secure {\n  missingok\n}\n'),
      '/var/log/secure',
    );
    expect(rotation && keptDays(rotation)).toBe(28);
  });

  test('several files before a brace on a line of its own, scripts that look like settings', () => {
    const text =
      '/var/log/messages\n"/var/log/auth.log"\n{\n rotate 53\n weekly\n postrotate\n  rotate 1\n }\n endscript\n maxage 400\n}\n';
    const rotation = rotationOf(blocks(text), '/var/log/auth.log');
    expect(rotation && keptDays(rotation)).toBe(371);
  });

  test('rotated by size it may go at any time', () => {
    const rotation = rotationOf(
      blocks('/var/log/*.log {\n rotate 99\n daily\n size 1M\n}\n'),
      '/var/log/auth.log',
    );
    expect(rotation && keptDays(rotation)).toBeNull();
  });

  test('a star stays in its folder', () => {
    expect(rotationOf(blocks('/var/*.log {\n rotate 9\n}\n'), '/var/log/auth.log')).toBeNull();
  });
});

describe('Windows', () => {
  const blob = (counts: number[], values: number[]) => {
    const bytes = Buffer.alloc(12 + values.length * 2 + 2 + counts.length * 2);
    bytes.writeUInt16LE(0x100, 0);
    bytes.writeUInt32LE(counts.length, 4);
    bytes.writeUInt32LE(12 + values.length * 2 + 2, 8);
    for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, 12 + index * 2);
    for (const [index, count] of counts.entries()) {
      bytes.writeUInt16LE(count, 12 + values.length * 2 + 2 + index * 2);
    }
    return bytes.toString('hex');
  };
  const counts59 = [5, 11, 14, 3, 6, 6, 6, 4, 4];
  const only = (index: number, total = 59) =>
    Array.from({ length: total }, (_, at) => (at === index ? 3 : 0));

  test.each([
    [0, 'system-state'],
    [5, 'logon'],
    [9, 'special-logon'],
    [30, 'privilege-use'],
    [33, 'process-creation'],
    [39, 'audit-policy-change'],
    [45, 'account-management'],
    [47, 'group-management'],
    [55, 'credential-validation'],
  ])('position %d is %s', (index, event) => {
    expect(parseAuditPolicy(blob(counts59, only(index)))).toEqual([{ event, success: true, failure: true }]);
  });

  test('one more subcategory in the second category moves all that follow', () => {
    const counts = [5, 12, 14, 3, 6, 6, 6, 4, 4];
    expect(parseAuditPolicy(blob(counts, only(34, 60)))).toEqual([
      { event: 'process-creation', success: true, failure: true },
    ]);
  });

  test('a category with more than any known version is not guessed at', () => {
    expect(() => parseAuditPolicy(blob([5, 13, 14, 3, 6, 6, 6, 4, 4], only(5, 61)))).toThrow(ProbeError);
  });

  test('a setting that is none', () => {
    expect(() =>
      parseAuditPolicy(
        blob(
          counts59,
          only(5).map((value) => value * 3),
        ),
      ),
    ).toThrow(ProbeError);
  });

  test('the default descriptor of the security log lets in nobody else', () => {
    expect(channelAccess('O:BAG:SYD:(A;;0xf0005;;;SY)(A;;0x5;;;BA)(A;;0x1;;;S-1-5-32-573)', true)).toEqual(
      [],
    );
  });

  test('rights by letters, entries that are only inherited, entries that deny', () => {
    expect(fileAccess('D:PAI(A;;FA;;;SY)(A;OICIIO;FA;;;WD)(D;;FA;;;BU)(A;;FR;;;BU)', true)).toEqual([
      { who: 'BU', may: 'read' },
    ]);
    expect(fileAccess('D:(A;;FRFW;;;AU)', false)).toEqual([{ who: 'AU', may: 'write' }]);
  });

  test('times of .NET have seven digits', () => {
    expect(instantOfDotNet('2026-11-09T03:22:10.7654321Z')).toBe('2026-11-09T03:22:10.765Z');
    expect(instantOfDotNet('2026/11/09 3:22:10')).toBeNull();
  });
});

describe('OpenBSM', () => {
  test('signs of flags', () => {
    expect(parseAuditControl('dir:/var/audit\nflags:lo,-aa,+ad,^-lo\n').events).toEqual([
      { event: 'logon', success: true, failure: false },
      { event: 'authorization', success: false, failure: true },
      { event: 'administrative', success: true, failure: false },
    ]);
  });

  test('age and size that both have to be exceeded remove nothing by themselves', () => {
    expect(parseAuditControl('expire-after:60d AND 1G\n')).toMatchObject({
      keepsDays: null,
      limitBytes: null,
    });
    expect(parseAuditControl('expire-after:60d OR 5G\n')).toMatchObject({
      keepsDays: 60,
      limitBytes: 5 * 1024 ** 3,
    });
  });

  test('names of trails', () => {
    expect(instantOfTrail('20261120093000.not_terminated')).toBe('2026-11-20T09:30:00.000Z');
    expect(instantOfTrail('current')).toBeNull();
  });
});

test('any text gives an answer or `unparsable`', () => {
  const parsers: ((text: string) => unknown)[] = [
    (text) => eventsOfRules(parseAuditRules(text)),
    parseAuditStatus,
    parseAuditConfig,
    firstAuditInstant,
    (text) => instantOfLine(text, new Date('2026-11-21T00:00:00Z')),
    timestampsOf,
    instantInName,
    (text) => rotationOf(parseLogrotate(text).blocks, '/var/log/secure'),
    parseSize,
    parseDays,
    (text) => parseSection(text, 'Journal'),
    parseAuditControl,
    instantOfTrail,
    (text) => channelAccess(text, true),
    (text) => fileAccess(text, false),
    parseAuditPolicy,
    instantOfDotNet,
    (text) => parseEventLogs([text, { name: text }]),
    (text) => parseJournalHeader(new TextEncoder().encode(text)),
  ];
  const words = fc.constantFrom(
    '-w /etc -p wa',
    '-a never,task\n',
    '{\n',
    '}\n',
    '/var/log/secure',
    'rotate 4\n',
    'endscript\n',
    'D:(A;;FA;;;WD)',
    '0001',
    'LPKSHHRH',
    'Nov 21 07:00:00 ',
    'enabled 1\n',
    'flags:lo\n',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(words, fc.string()), { maxLength: 8 }).map((list) => list.join(' ')),
  );
  fc.assert(
    fc.property(text, fc.nat(parsers.length - 1), (input, index) => {
      try {
        parsers[index]?.(input);
      } catch (error) {
        if (!isProbeError(error, 'unparsable')) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});

test('any bytes are a journal file or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, signed) => {
      const input = signed ? Uint8Array.from([...new TextEncoder().encode('LPKSHHRH'), ...bytes]) : bytes;
      try {
        const { headAt, tailAt } = parseJournalHeader(input);
        expect(
          [headAt, tailAt].every((instant) => instant === null || !Number.isNaN(Date.parse(instant))),
        ).toBe(true);
      } catch (error) {
        if (!isProbeError(error, 'unparsable')) throw error;
      }
    }),
  );
});
