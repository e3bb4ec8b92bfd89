import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MailServer } from './schema.ts';
import { parseMainCf, parseMasterCf, postfixOf } from './postfix.ts';

test('lines go on, comments between them do not end them, the last value counts', () => {
  const values = parseMainCf('a = 1,\n# no\n  2\n\n\t3\nb=x\nb = y\n =\n');
  expect(values.get('a')).toBe('1, 2 3');
  expect(values.get('b')).toBe('y =');
});

test('services of the network, and values with and without braces', () => {
  const services = parseMasterCf(
    'smtp inet n - y - - smtpd -v -o a=b\n  -o { c = d, e }\nsmtpd pass - - y - - smtpd\nsmtp unix - - y - - smtp\n#x inet n - y - - smtpd\n',
  );
  expect(services.map(({ name }) => name)).toEqual(['smtp', 'smtpd']);
  expect([...(services[0]?.overrides ?? [])]).toEqual([
    ['a', 'b'],
    ['c', 'd, e'],
  ]);
});

test('a service overrides, variables are filled in, what is not known keeps its sign', () => {
  const main = parseMainCf(
    'mynetworks = $lan, ${other}\nlan = 10.0.0.0/8\nsmtpd_relay_restrictions =\nself = $self $self\nmynetworks_style = $self\n',
  );
  const [service] = postfixOf(main, [
    { name: '587', overrides: new Map([['smtpd_sasl_auth_enable', 'yes']]) },
  ]).services;
  expect(service?.networks).toEqual(['10.0.0.0/8', '${other}']);
  expect(service?.relayRestrictions).toEqual([]);
  expect(service?.recipientRestrictions).toBeNull();
  expect(service?.authentication).toBe(true);
  expect(service?.networksStyle).toContain('$self');
});

test('any files give evidence that fits', () => {
  const word = fc.constantFrom(
    'mynetworks',
    '=',
    '$',
    '${a}',
    'a',
    ' ',
    '\n',
    'smtp inet n - y - - smtpd',
    '-o ',
    '{',
    '}',
  );
  const text = fc.array(fc.oneof(word, fc.string())).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (main, master) => {
      const values = main
        .split(/\r?\n(?!\s)/)
        .filter((line) => /^\s*(#|$)|^[^\s=]+\s*=/.test(line))
        .join('\n');
      const postfix = postfixOf(parseMainCf(values), parseMasterCf(master));
      expect(MailServer.safeParse({ unread: [], installed: ['postfix'], postfix }).success).toBe(true);
    }),
  );
});

test('a main.cf that postfix would not start with is not read', () => {
  expect(() => parseMainCf('mynetworks 10.0.0.0/8\n')).toThrow(/main.cf: mynetworks/);
  expect(parseMainCf('# a\nrelay-out_destination_rate_delay = 1s\n  \nmynetworks =\n 10.0.0.0/8\n')).toEqual(
    new Map([
      ['relay-out_destination_rate_delay', '1s'],
      ['mynetworks', '10.0.0.0/8'],
    ]),
  );
});
