import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEnrolmentFile, removeEnrolmentToken } from './enrolment-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenken-enrolment-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string) => {
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
};
const why = (path: string): string => {
  try {
    readEnrolmentFile(path);
  } catch (error) {
    return (error as Error).message.slice(path.length);
  }
  return 'it was taken';
};

test('no file is no fault', () => {
  expect(readEnrolmentFile(join(folder, 'enrol.conf'))).toBeNull();
  expect(() => removeEnrolmentToken(join(folder, 'enrol.conf'))).not.toThrow();
});

test('token and authority are files beside it unless told', () => {
  write('token', 'abc\n');
  write('authority.pem', 'PEM');
  const path = write('enrol.conf', '# ours\nserver = https://c.example.jp:8443\n');
  expect(readEnrolmentFile(path)).toEqual({
    server: 'https://c.example.jp:8443',
    token: 'abc',
    authority: 'PEM',
  });
  removeEnrolmentToken(path);
  expect([existsSync(path), existsSync(join(folder, 'token'))]).toEqual([true, false]);
  expect(why(path)).toMatch(/token is not there/);
  expect(() => removeEnrolmentToken(path)).not.toThrow();
});

test('as Windows Installer writes it, with a token inside: the whole file goes', () => {
  write('own.pem', 'PEM');
  const lines = ['[enrol]', 'server=https://c:8443', 'token=abc', 'token-file=', 'authority=own.pem', ''];
  const path = write('enrol.conf', `\u{feff}${lines.join('\r\n')}`);
  expect(readEnrolmentFile(path)).toEqual({ server: 'https://c:8443', token: 'abc', authority: 'PEM' });
  removeEnrolmentToken(path);
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['token = abc\n', /names no server/],
  ['server = https://c\ntokn = secret\n', /line 2 is none of/],
  ['server = https://c\nserver = https://d\n', /line 2 tells server again/],
  ['server = https://c\ntoken = a\ntoken-file = b\n', /both token and token-file/],
  ['server = https://c\ntoken = a\n', /authority\.pem is not there/],
  [`server = ${'x'.repeat(70_000)}\n`, /larger than/],
])('%j is refused, and no word of it is repeated', (content, told) => {
  const message = why(write('enrol.conf', content));
  expect(message).toMatch(told);
  expect(message).not.toContain('secret');
});

test.skipIf(process.platform === 'win32').each(['enrol.conf', 'authority.pem', 'token'])(
  'refused where others may write %s',
  (name) => {
    write('token', 'abc');
    write('authority.pem', 'PEM');
    const path = write('enrol.conf', 'server = https://c\n');
    chmodSync(join(folder, name), 0o622);
    expect(why(path)).toMatch(/others may write it/);
  },
);
