import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SecretBox } from './secret-box.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tenken-secrets-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('what was sealed is opened under the same name and with the same key, and by nothing else', () => {
  const here = folder();
  const sealed = new SecretBox(here).seal('合言葉', 'channel');
  expect(sealed).not.toContain('合言葉');
  expect(new SecretBox(here).open(sealed, 'channel')).toBe('合言葉');
  expect(() => new SecretBox(here).open(sealed, 'other')).toThrow(/.+/);
  expect(() => new SecretBox(folder()).open(sealed, 'channel')).toThrow(/.+/);
  const bytes = Buffer.from(sealed, 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  expect(() => new SecretBox(here).open(bytes.toString('base64'), 'channel')).toThrow(/.+/);
});

test('the key is for its owner alone, and no two seals of one secret are the same', () => {
  const here = folder();
  const box = new SecretBox(here);
  expect(box.seal('one', 'channel')).not.toBe(box.seal('one', 'channel'));
  const path = join(here, 'alert-secrets-key.pem');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN TENKEN ALERT SECRETS KEY-----\n/);
});
