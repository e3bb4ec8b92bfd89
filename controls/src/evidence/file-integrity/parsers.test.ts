import { isProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandLines } from '../schedules.ts';
import { parseAideConfig, resultOf } from './aide.ts';
import { isSyscheckOn } from './wazuh.ts';

describe('AIDE', () => {
  test('defined names in paths, and the older name of the database', () => {
    const text =
      '@@define DBDIR /var/lib/aide\ndatabase=file:@@{DBDIR}/aide.db.gz\nreport_url=file:/var/log/aide/x.log\nreport_url=stdout\n';
    expect(parseAideConfig(text)).toEqual({
      databases: ['/var/lib/aide/aide.db.gz'],
      reports: ['/var/log/aide/x.log', '/var/log/aide/aide.log'],
    });
  });

  test('the database that is written is not the one that is compared with', () => {
    expect(parseAideConfig('database_out=file:/tmp/new.db\n').databases).toEqual([
      '/var/lib/aide/aide.db',
      '/var/lib/aide/aide.db.gz',
    ]);
  });

  test('text of something else', () => {
    for (const text of ['bash: コマンドが見つかりません\n', 'Error: not what it was\n', '\0\0', '']) {
      expect(() => parseAideConfig(text)).toThrow('no line of a configuration');
    }
    for (const text of ['/etc R\n', '@@include /etc/aide.d\n', ' database_in = file:/a\n', '!/tmp\n']) {
      expect(parseAideConfig(text).reports).toEqual(['/var/log/aide/aide.log']);
    }
  });

  test('both results', () => {
    const head = 'Start timestamp: 2026-11-21 21:07:11 +0000 (AIDE 0.19.1)\n';
    expect(resultOf(`${head}AIDE found NO differences between database and filesystem. Looks okay!!\n`)).toBe(
      'unchanged',
    );
    expect(resultOf(`${head}AIDE found differences between database and filesystem!!\n`)).toBe('changed');
    expect(resultOf(head)).toBeNull();
  });
});

describe('cron', () => {
  test('settings and comments start nothing', () => {
    const table =
      'SHELL=/bin/sh\n# 5 4 * * * root aide --check\n5 4 * * * root /usr/bin/aide --check\n@daily aide --check\n1\t5\tcron.daily\tnice run-parts /etc/cron.daily\n';
    expect(commandLines(table)).toEqual([
      '5 4 * * * root /usr/bin/aide --check',
      '@daily aide --check',
      '1\t5\tcron.daily\tnice run-parts /etc/cron.daily',
    ]);
  });
});

describe('Wazuh', () => {
  test('without folders, switched off, or commented out it watches nothing', () => {
    expect(
      isSyscheckOn('<syscheck><disabled>no</disabled><directories>/etc,/usr/bin</directories></syscheck>'),
    ).toBe(true);
    expect(isSyscheckOn('<syscheck><disabled>yes</disabled><directories>/etc</directories></syscheck>')).toBe(
      false,
    );
    expect(isSyscheckOn('<syscheck><disabled>no</disabled></syscheck>')).toBe(false);
    expect(isSyscheckOn('<!-- <syscheck><directories>/etc</directories></syscheck> -->')).toBe(false);
  });
});

test('any text gives an answer', () => {
  const words = fc.constantFrom(
    '@@define X /y\n',
    '@@{X}',
    'database_in=file:',
    '<syscheck>',
    '</syscheck>',
    '* * * * * ',
    '\n',
  );
  const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 8 }).map((list) => list.join(''));
  fc.assert(
    fc.property(text, (input) => {
      try {
        expect(parseAideConfig(input).databases.length).toBeGreaterThan(0);
      } catch (error) {
        if (!isProbeError(error, 'unparsable')) throw error;
      }
      expect(['unchanged', 'changed', null]).toContain(resultOf(input));
      expect(typeof isSyscheckOn(input)).toBe('boolean');
      expect(Array.isArray(commandLines(input))).toBe(true);
    }),
  );
});
