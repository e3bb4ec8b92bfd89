import { expect, test } from 'vitest';
import { readIdentification } from './identification.ts';

const read = (text: string) => readIdentification(Buffer.from(text, 'latin1'));

test.each([
  [
    'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n',
    { protocol: '2.0', software: 'OpenSSH_9.2p1', comments: 'Debian-2', linesBefore: 0 },
  ],
  ['SSH-2.0-dropbear_2022.83\r\n', { software: 'dropbear_2022.83', comments: null }],
  ['SSH-1.99-Cisco-1.25\n', { protocol: '1.99', software: 'Cisco-1.25' }],
  ['SSH-1.5-1.2.27\n', { protocol: '1.5', software: '1.2.27' }],
  ['関係者以外\r\nno entry\r\nSSH-2.0-x\r\n', { linesBefore: 2, software: 'x' }],
  ['SSH-2.0-a\u001b[31mb\r\n', { line: 'SSH-2.0-a?[31mb' }],
])('reads %j', (text, expected) => {
  expect(read(text)).toMatchObject(expected);
});

test('a line is waited for until its end', () => {
  expect(read('SSH-2.0-OpenSSH_9.2p1')).toBe('more');
  expect(read('')).toBe('more');
});

test.each([
  ['an identification of 256 characters', `SSH-2.0-${'x'.repeat(248)}\n`],
  ['an identification without end', `SSH-2.0-${'x'.repeat(300)}`],
  ['one long line', 'x'.repeat(9000)],
  ['many lines', 'x\n'.repeat(70)],
  ['an identification after 8 kB', `${`${'x'.repeat(200)}\n`.repeat(45)}SSH-2.0-x\n`],
])('%s is too long', (_what, text) => {
  expect(read(text)).toBe('too-long');
});

test('255 characters are not', () => {
  expect(read(`SSH-2.0-${'x'.repeat(246)}\r\n`)).toMatchObject({ protocol: '2.0' });
});
