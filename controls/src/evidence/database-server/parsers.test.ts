import { isProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mysqlOf, parseOptions } from './mysql.ts';
import { parseHostRules, parseSettings } from './postgresql.ts';
import { DatabaseServer } from './schema.ts';

test('settings with and without the sign, quotes within quotes, comments', () => {
  expect(parseSettings("ssl on\nA.b='it''s' # x\n# c = d\nport=5432#x\nbad\n")).toEqual([
    ['ssl', 'on'],
    ['a.b', "it's"],
    ['port', '5432'],
  ]);
});

test.each([
  ['host all all 127.0.0.1/32 md5', 'this-machine', 'md5'],
  ['host all all 127.0.0.1 255.255.255.255 md5', 'this-machine', 'md5'],
  ['host all all 0.0.0.0 0.0.0.0 trust', 'network', 'trust'],
  ['host all all 127.0.0.0/1 trust', 'network', 'trust'],
  ['host all all ::1/128 trust', 'this-machine', 'trust'],
  ['host all all ::0 ::0 Trust', 'network', 'trust'],
  ['hostssl all all all cert clientcert=verify-full', 'network', 'cert'],
  ['host "a b" "c,d" .example.lg.jp scram-sha-256 # x', 'network', 'scram-sha-256'],
  ['local all all peer map=x', 'this-machine', 'peer'],
])('%s', (line, from, method) => {
  expect(parseHostRules(`# x\n\n${line}\n`)).toMatchObject([{ from, method, lines: 1 }]);
});

test.each(['include x', '@file all all trust', 'host all all', 'local all'])('%s is unparsable', (line) => {
  expect(() => parseHostRules(line)).toThrow();
});

test('only groups of the server count, names are one with either sign', () => {
  const content =
    '[client]\nuser=x\n[mysqld]\nskip-networking\nloose-general_log = "ON" # y\n[mysqldump]\nquick\n';
  expect(parseOptions(content)).toEqual([
    ['skip_networking', ''],
    ['general_log', 'ON'],
  ]);
  expect(mysqlOf(['[mysqld]\nplugin-load-add=audit_log.so\n']).audit).toBe(true);
});

test('any files give evidence that fits, or a coded failure', () => {
  const word = fc.constantFrom(
    'host',
    'all',
    '127.0.0.1/32',
    '\n',
    ' ',
    '"',
    '[mysqld]\n',
    'general-log',
    '=',
    "'",
  );
  const text = fc.array(fc.oneof(word, fc.string())).map((parts) => parts.join(' '));
  fc.assert(
    fc.property(text, (content) => {
      expect(Array.isArray(parseSettings(content))).toBe(true);
      const mysql = mysqlOf([content]);
      const evidence = { unread: [], postgresql: [], mysql, sqlServer: [], truncated: false };
      expect(DatabaseServer.safeParse(evidence).success).toBe(true);
      try {
        expect(Array.isArray(parseHostRules(content))).toBe(true);
      } catch (error) {
        expect(isProbeError(error)).toBe(true);
      }
    }),
  );
});
