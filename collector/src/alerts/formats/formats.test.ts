import { expect, test } from 'vitest';
import type { AlertMessage } from '../message.ts';
import { cefOf, escapedHeader, escapedValue } from './cef.ts';
import { slackOf, teamsOf } from './chat.ts';
import { signatureOf } from './signature.ts';
import { framed, shortened, syslogLine } from './syslog-line.ts';

const message: AlertMessage = {
  version: 1,
  id: '6f1c',
  rule: { id: 'r', name: 'a|b=c\\d' },
  kind: 'failure',
  language: 'ja',
  madeAt: '2026-11-22T01:02:03.004Z',
  subject: '[Tenken] 新たな不適合 | 2件\nCEF:0|forged',
  lines: ['・時刻同期: 2台 （<b>、a=b）', '・ディスク'],
  url: 'https://tenken.example.jp/controls',
  total: 2,
  entries: [],
};

test.each([
  ['plain', 'plain'],
  ['a|b', String.raw`a\|b`],
  [String.raw`a\b`, String.raw`a\\b`],
  ['two\r\nlines', 'two lines'],
  ['a=b', 'a=b'],
])('a part of the header: %j', (text, escaped) => {
  expect(escapedHeader(text)).toBe(escaped);
});

test.each([
  ['a=b', String.raw`a\=b`],
  [String.raw`a\b`, String.raw`a\\b`],
  ['two\r\nlines\rand\nmore', String.raw`two\nlines\nand\nmore`],
  ['a|b', 'a|b'],
  ['=msg=forged', String.raw`\=msg\=forged`],
])('a value: %j', (text, escaped) => {
  expect(escapedValue(text)).toBe(escaped);
});

test('an event is one line with seven bars that no name can add to', () => {
  const line = cefOf(message);
  expect(line).not.toMatch(/[\r\n]/);
  const [header = '', extension = ''] = line.split(/\|6\|/);
  expect(header.match(/(?<!\\)\|/g)).toHaveLength(5);
  expect(header.endsWith(String.raw`\| 2件 CEF:0\|forged`)).toBe(true);
  expect(extension).toContain(String.raw`cs1=a|b\=c\\d`);
  expect(extension).toContain(`rt=${Date.parse(message.madeAt)} externalId=6f1c cnt=2 `);
});

test('a line of syslog has the priority, the time and the id in their places', () => {
  const form = { facility: 16, format: 'json', hostName: '集約 host"1', processId: 42 } as const;
  const line = syslogLine(message, form).toString('utf8');
  expect(line).toMatch(
    /^<132>1 2026-11-22T01:02:03\.004Z host"1 tenken 42 failure \[tenken@32473 id="6f1c" kind="failure" total="2"] \uFEFF\{/,
  );
  expect(JSON.parse(line.slice(line.indexOf('\uFEFF') + 1))).toEqual(message);
});

test('what closes a parameter of structured data is escaped', () => {
  const odd = { ...message, id: 'a"]\\b' };
  const form = { facility: 1, format: 'cef', hostName: '', processId: 1 } as const;
  expect(syslogLine(odd, form).toString('utf8')).toContain(String.raw`id="a\"\]\\b"`);
  expect(syslogLine(odd, form).toString('utf8')).toMatch(/^<12>1 \S+ - tenken /);
});

test('a frame counts bytes, not characters', () => {
  expect(framed(Buffer.from('あa')).toString('utf8')).toBe('4 あa');
});

test('a datagram is cut between two characters', () => {
  const line = Buffer.from('ああああ');
  expect(shortened(line, 12)).toBe(line);
  expect(shortened(line, 11).toString('utf8')).toBe('あああ');
  expect(shortened(line, 9).toString('utf8')).toBe('あああ');
});

test('Slack reads three characters, and no more', () => {
  expect(slackOf(message)['text']).toContain('（&lt;b&gt;、a=b）');
  expect(slackOf(message)['mrkdwn']).toBe(false);
});

test('a card of Teams holds each line as it is', () => {
  const card = JSON.stringify(teamsOf(message));
  for (const line of message.lines) expect(card).toContain(JSON.stringify(line));
});

test('a signature covers the time and the body', () => {
  const signed = signatureOf('key', 1_800_000_000, '{}');
  expect(signed).toMatch(/^t=1800000000,v1=[0-9a-f]{64}$/);
  const others = [
    signatureOf('key', 1_800_000_001, '{}'),
    signatureOf('key', 1_800_000_000, '{ }'),
    signatureOf('yek', 1_800_000_000, '{}'),
  ];
  expect(new Set([signed, ...others].map((one) => one.slice(-64))).size).toBe(4);
});
