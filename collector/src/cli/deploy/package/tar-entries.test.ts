import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { tarEntries } from './tar-entries.ts';

/** What tar(1) itself makes of a folder. */
function tarOf(fill: (folder: string) => void): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  fill(folder);
  const { stdout, status } = spawnSync('tar', [
    '--format=ustar',
    '--sort=name',
    '-cf',
    '-',
    '-C',
    folder,
    '.',
  ]);
  if (status !== 0) throw new Error('tar has made nothing');
  return stdout;
}

const whole = (folder: string) => {
  const deep = join(folder, 'usr/lib/tenken-agent', 'd'.repeat(60));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'f'.repeat(60)), 'long name');
  writeFileSync(join(folder, 'usr/program'), Buffer.alloc(1025, 7));
  chmodSync(join(folder, 'usr/program'), 0o755);
  writeFileSync(join(folder, 'usr/empty'), '');
  mkdirSync(join(folder, 'usr/bin'));
  symlinkSync('../lib/tenken-agent/tenken-agent', join(folder, 'usr/bin/tenken-agent'));
};

test('files and folders, with names of more than a hundred characters', () => {
  const entries = tarEntries(tarOf(whole));
  const files = entries.filter(({ type }) => type === 'file');
  expect(files.map(({ name, content }) => [name, content.length])).toEqual([
    ['usr/empty', 0],
    [`usr/lib/tenken-agent/${'d'.repeat(60)}/${'f'.repeat(60)}`, 9],
    ['usr/program', 1025],
  ]);
  expect(entries.find(({ name }) => name === 'usr/program')?.mode).toBe(0o755);
});

test('what is cut or changed is not read', () => {
  const tar = tarOf(whole);
  expect(() => tarEntries(tar.subarray(0, 1600))).toThrow('ends in the middle');
  expect(() => tarEntries(Buffer.alloc(0))).toThrow('ends in the middle');
  const changed = Buffer.from(tar);
  changed[1] = 0x78;
  expect(() => tarEntries(changed)).toThrow('damaged');
});

test('links and names that lead outside belong to no package', () => {
  expect(() => tarEntries(tarOf((folder) => symlinkSync('/etc/shadow', join(folder, 'link'))))).toThrow(
    /link/,
  );
  expect(() => tarEntries(tarOf((folder) => writeFileSync(join(folder, "a b'"), '')))).toThrow('plain');
  const tar = tarOf((folder) => writeFileSync(join(folder, 'aaaa'), ''));
  // The same archive with other letters: the sum of the header stays what it was.
  const at = tar.indexOf('./aaaa');
  const outside = Buffer.from(tar);
  outside.write('../a', at, 'latin1');
  const sum = outside
    .subarray(at, at + 512)
    .reduce((all, byte, index) => all + (index >= 148 && index < 156 ? 32 : byte), 0);
  outside.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148, 'latin1');
  expect(() => tarEntries(outside)).toThrow('plain');
});

test('any bytes give entries or an error', () => {
  const tar = tarOf(whole);
  fc.assert(
    fc.property(fc.nat(tar.length - 1), fc.nat(255), (at, byte) => {
      const changed = Buffer.from(tar);
      changed[at] = byte;
      try {
        for (const { name } of tarEntries(changed)) expect(name).not.toMatch(/(^|\/)\.\.(\/|$)|^\//);
      } catch (error) {
        expect((error as Error).message).toMatch(/^(it|a header|a name|[\w./-]+ in it) /);
      }
    }),
  );
});
