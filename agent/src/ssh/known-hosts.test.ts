import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint, keyType, KnownHosts } from './known-hosts.ts';

function key(type: string, content: string): Buffer {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return Buffer.concat([length, name, Buffer.from(content)]);
}

const ed = key('ssh-ed25519', 'one');
const other = key('ssh-ed25519', 'two');
const rsa = key('ssh-rsa', 'three');

function line(names: string, ofKey: Buffer, marker = ''): string {
  return `${marker}${names} ${keyType(ofKey)} ${ofKey.toString('base64')} a comment\n`;
}

function hashed(name: string): string {
  const salt = Buffer.from('01234567890123456789');
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

describe('a key', () => {
  test.each([
    ['the same key', line('web', ed), 'known'],
    ['nothing', '', 'unknown'],
    ['another host', line('db', ed), 'unknown'],
    ['another key', line('web', other), 'changed'],
    ['a key of another type only', line('web', rsa), 'changed'],
    ['another key, and this one', line('web', other) + line('web', ed), 'known'],
    ['this key, revoked', line('web', ed, '@revoked '), 'revoked'],
    ['this key, known and revoked for all', line('web', ed) + line('*', ed, '@revoked '), 'revoked'],
    ['another key, revoked', line('web', other, '@revoked '), 'unknown'],
    ['an authority that certifies hosts', line('web', ed, '@cert-authority '), 'unknown'],
    ['a marker that nobody knows', line('web', ed, '@trusted '), 'unknown'],
    ['the name among others', line('db,WEB,192.0.2.1', ed), 'known'],
    ['a pattern', line('w?b*', ed), 'known'],
    ['a pattern that leaves it out', line('*,!web', ed), 'unknown'],
    ['the hashed name', line(hashed('web'), ed), 'known'],
    ['the hashed name with another key', line(hashed('web'), other), 'changed'],
    ['a hash of an unknown sort', line(hashed('web').replace('|1|', '|2|'), ed), 'unknown'],
    ['the name with another port', line('[web]:2222', ed), 'unknown'],
    ['a line whose type is not its key’s', `web ssh-rsa ${ed.toString('base64')}\n`, 'unknown'],
    ['a comment', `# ${line('web', ed)}`, 'unknown'],
  ])('with %s in the file', (_what, content, verdict) => {
    expect(new KnownHosts(content).verdict('web', 22, ed)).toBe(verdict);
  });

  test.each([
    [line('[web]:2222', ed), 'known'],
    [line(hashed('[web]:2222'), ed), 'known'],
    [line('web', ed), 'unknown'],
    [line('[web]:2223', ed), 'unknown'],
  ])('of a server on another port than 22: %s', (content, verdict) => {
    expect(new KnownHosts(content).verdict('web', 2222, ed)).toBe(verdict);
  });

  test('types that are known are told in their order, revoked ones are not', () => {
    const known = new KnownHosts(line('web', rsa) + line('web', ed) + line('web', other, '@revoked '));
    expect(known.typesOf('web', 22)).toEqual(['ssh-rsa', 'ssh-ed25519']);
  });

  test('has the fingerprint that ssh-keygen prints', () => {
    expect(fingerprint(Buffer.from('x'))).toBe('SHA256:LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE');
  });
});

describe('whatever the file holds', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('|1|', '@revoked ', '*', '!', ',', ' ', '\t', '\n', ed.toString('base64'), 'ssh-ed25519'),
  );
  test('no line makes a key known that it does not hold', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.string(), (pieces, host) => {
        const verdict = new KnownHosts(pieces.join('')).verdict(host, 22, other);
        expect(verdict === 'unknown' || verdict === 'changed').toBe(true);
      }),
    );
  });

  test('long patterns are decided at once', () => {
    const startedAt = performance.now();
    expect(new KnownHosts(line(`${'*a'.repeat(5000)}b`, ed)).verdict('a'.repeat(250), 22, ed)).toBe(
      'unknown',
    );
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
