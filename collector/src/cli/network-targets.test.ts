import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetName } from '@tenken/shared';
import { expect, onTestFinished, test } from 'vitest';
import { givenTargets, maxTargets } from './network-targets.ts';

function file(content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-targets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'targets.txt'), content);
  return join(folder, 'targets.txt');
}

const names = (targets: readonly { host: string; port: number }[]) => targets.map(targetName);

test('the command line comes first, then the file, each server once', () => {
  const path = file(
    '\uFEFF# 監視対象\r\nb:8443   # 予備\r\n\r\n  a:443\r\nmail starttls=smtp name=mx.example.jp\r\n',
  );
  const targets = givenTargets(['a', '[2001:db8::1]:444', 'a:443'], path, 'tls');
  expect(names(targets)).toEqual(['a:443', '[2001:db8::1]:444', 'b:8443', 'mail:25']);
  expect(targets.at(-1)).toMatchObject({ startTls: 'smtp', serverName: 'mx.example.jp' });
});

test('one address under two names is two targets', () => {
  expect(givenTargets(['192.0.2.1 name=a', '192.0.2.1 name=b'], undefined, 'tls')).toHaveLength(2);
});

test('every bad line is told with its number', () => {
  const path = file('good:443\nhttp://bad/\n\n# http://comment/\nx:99999\n');
  expect(() => givenTargets([], path, 'tls')).toThrow(expect.objectContaining({ code: 'targets-invalid' }));
  const told = /^(?!.*line [134]:).*line 2: .*\n.*line 5: .*from 1 to 65535/su;
  expect(() => givenTargets([], path, 'tls')).toThrow(told);
});

test('a file of nothing but bad lines is told in a bounded number of them', () => {
  const message = /line 20: .*and 80 more lines/su;
  expect(() => givenTargets([], file('x:0\n'.repeat(100)), 'tls')).toThrow(message);
});

test.each([
  ['nobody', [], undefined, 'usage'],
  ['a file without targets', [], () => file('# none\n'), 'targets-invalid'],
  ['a file that is not there', [], () => '/nowhere/targets.txt', 'usage'],
  ['a folder', [], () => tmpdir(), 'usage'],
  ['Shift_JIS', [], () => file(Uint8Array.of(0x23, 0x93, 0xfa, 0x96, 0x7b, 0x0a)), 'file-encoding'],
  ['UTF-16', [], () => file(Buffer.from('\uFEFFa:443\n', 'utf16le')), 'file-encoding'],
  ['a huge file', [], () => file('#'.repeat(1024 * 1024 + 1)), 'usage'],
  ['too many', Array.from({ length: maxTargets + 1 }, (_, index) => `h${index}`), undefined, 'usage'],
])('%s is refused', (_what, named, path, code) => {
  expect(() => givenTargets(named, path?.(), 'tls')).toThrow(expect.objectContaining({ code }));
});
