import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CertificateAuthority } from '../../collector/src/ca/certificate-authority.ts';
import { openPackSigner } from '../../collector/src/pack/pack-signer.ts';
import { verifyPack } from '../../collector/src/pack/verify/verify-pack.ts';
import { runTenken } from '../support/collector-process.ts';
import { exportTest, unzip, whyNoTools } from '../support/pack-files.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { sharedPack } from '../support/shared-pack.ts';

// What `tenken verify` concludes where not a single file of the pack was touched, and where one was.

const shared = sharedPack();
const { folder, pack } = shared;

const cannot = whyNoTools('unzip', 'python3');
if (cannot !== null) console.log(`packs that other tools have packed again are skipped: ${cannot}`);

/** How somebody packs a folder again; `top` with the folder itself around everything. */
const tools: Record<string, { command: string; args: string[]; top?: boolean }> = {
  'python3, compressed': { command: 'python3', args: ['-m', 'zipfile', '-c', '../again.zip', '.'] },
  'python3, with the folder': {
    command: 'python3',
    args: ['-m', 'zipfile', '-c', '../again.zip', 'unpacked/'],
    top: true,
  },
  'python3, stored, in another order': {
    command: 'python3',
    args: [
      '-c',
      'import os,zipfile\nz=zipfile.ZipFile("../again.zip","w")\nfor p in sorted((os.path.join(d,f) for d,_,n in os.walk(".") for f in n), reverse=True): z.write(p, os.path.relpath(p))\nz.close()',
    ],
  },
  'python3, with names as Windows in Japanese writes them': {
    command: 'python3',
    args: [
      '-c',
      'import sys,zipfile\nzipfile.ZipInfo._encodeFilenameFlags=lambda i: (i.filename.encode("cp932"), i.flag_bits)\nzipfile.main(["-c","../again.zip","."])',
    ],
  },
  zip: { command: 'zip', args: ['-qr', '../again.zip', '.'] },
  'jar, with entries of its own': { command: 'jar', args: ['-cMf', '../again.zip', '.'] },
};

describe.skipIf(cannot !== null)('packed again by another tool', () => {
  test.each(Object.entries(tools).filter(([, { command }]) => whyNoTools(command) === null))(
    '%s: every file is whole and signed, only the archive is another one',
    async (_, { command, args, top }) => {
      const again = repacked(command, args, top ?? false);
      const verdict = await verifyPack(again);
      expect(verdict.faults.map(({ path, code }) => `${path} ${code}`)).toEqual(['. archive-repacked']);
      expect(verdict).toMatchObject({ ok: false, conclusion: 'repacked', statements: { verified: 3 } });
    },
  );

  test('a file that was changed before is named, and the pack is not called whole', async () => {
    const again = repacked('python3', ['-m', 'zipfile', '-c', '../again.zip', '.'], false, 'assessment.json');
    const verdict = await verifyPack(again);
    expect(verdict.conclusion).toBe('damaged');
    expect(verdict.faults.map(({ path }) => path)).toContain('assessment.json');
  });

  test('the words say so, in either language', async () => {
    const again = repacked('python3', ['-m', 'zipfile', '-c', '../again.zip', '.'], false);
    const english = await runTenken(['verify', again]);
    expect(english.code).toBe(1);
    expect(english.output).toMatch(/^NG \.: .*another tool has packed it again.* \[archive-repacked\]$/m);
    expect(english.output).toMatch(/^INTACT INSIDE, BUT PACKED AGAIN: /m);
    expect(english.output).not.toMatch(/[\u3041-\u30ff\u4e00-\u9fff]/);
    const japanese = await runTenken(['--lang', 'ja', 'verify', again]);
    expect(japanese.code).toBe(1);
    expect(japanese.output).toContain('zipは書き出されたものではない（作り直されている）');
  });
});

function repacked(command: string, args: string[], top: boolean, changed?: string): string {
  const place = scratchFolder();
  const inner = join(place, 'inner');
  mkdirSync(inner);
  const unpacked = unzip(pack, inner);
  if (changed !== undefined) writeFileSync(join(unpacked, changed), '{}');
  const cwd = top ? inner : unpacked;
  // The archive stands beside the folder that is packed.
  const env = { ...process.env, LC_ALL: 'C.UTF-8', PYTHONUTF8: '1' };
  const { status, stderr } = spawnSync(command, args, { cwd, env });
  if (status !== 0) throw new Error(stderr.toString());
  return join(dirname(cwd), 'again.zip');
}

test('the authority that was expected may be named by its own fingerprint', async () => {
  const { signature, fingerprint } = await verifyPack(pack);
  for (const known of [signature?.authority, fingerprint?.replaceAll(' ', ''), fingerprint]) {
    expect(known).toBeTruthy();
    expect((await verifyPack(pack, { fingerprint: known ?? '' })).conclusion).toBe('intact');
  }
  expect((await verifyPack(pack, { fingerprint: '' })).conclusion).toBe('not-expected');
});

describe('an authority that the collector had before', () => {
  /** Hosts of the first authority; the pack is signed under the second. */
  async function rotated(forget: boolean): Promise<{ path: string; second: CertificateAuthority }> {
    const place = scratchFolder();
    const keys = join(place, 'authority');
    mkdirSync(keys);
    for (const name of readdirSync(join(folder, 'authority'))) {
      copyFileSync(join(folder, 'authority', name), join(keys, name));
    }
    for (const name of ['authority.pem', 'authority-key.pem']) rmSync(join(keys, name));
    if (forget) rmSync(join(keys, 'known-authorities.pem'));
    const now = new Date();
    const second = await CertificateAuthority.open(keys);
    expect(second.certificate).not.toBe(shared.assessment.authority.certificate);
    const path = join(place, 'rotated.zip');
    const signer = await openPackSigner(keys, second, now);
    await exportTest({ ...shared.assessment, signer }, path, { signedAt: now });
    return { path, second };
  }

  test('lies in the pack, and what its hosts have signed is traced', async () => {
    const { path, second } = await rotated(false);
    const verdict = await verifyPack(path);
    expect(verdict.faults).toEqual([]);
    expect(verdict.statements).toMatchObject({ verified: 3, unknownAuthority: 0, evidence: { untraced: 0 } });
    const trusting = await verifyPack(path, { authorities: second.certificate });
    expect(trusting.conclusion).toBe('intact');
    const trustingTheFirst = await verifyPack(path, { authorities: shared.assessment.authority.certificate });
    expect(trustingTheFirst.conclusion).toBe('not-expected');
  });

  test('and that nobody knows any more: the pack is whole, and nothing of its hosts is traced', async () => {
    const { path } = await rotated(true);
    const verdict = await verifyPack(path);
    expect(verdict.faults.map(({ path: where, code }) => `${where} ${code}`)).toEqual([
      'certificates/authority.pem authority-unknown',
    ]);
    expect(verdict).toMatchObject({ ok: false, conclusion: 'not-traced' });
    expect(verdict.statements).toMatchObject({ verified: 0, unknownAuthority: 3, evidence: { traced: 0 } });
    expect(verdict.statements.evidence.untraced).toBeGreaterThan(100);
    const shown = await runTenken(['verify', path]);
    expect(shown.code).toBe(1);
    expect(shown.output).toMatch(/^INTACT, BUT NOT ALL TRACED: /m);
    expect(shown.output).not.toContain('NOT INTACT');
  });
});

test('every word about a fault is there in both languages, and each in its own', async () => {
  const bytes = readFileSync(pack);
  const copy = join(folder, 'cut.zip');
  const told = [];
  for (const place of [100, bytes.length - 300, bytes.length - 20, Math.trunc(bytes.length / 2)]) {
    const flipped = Buffer.from(bytes);
    flipped[place] = (flipped[place] ?? 0) ^ 0xff;
    writeFileSync(copy, flipped);
    told.push(...(await verifyPack(copy)).faults);
  }
  expect(told.length).toBeGreaterThan(4);
  for (const { explanation } of told) {
    expect(explanation.ja).toMatch(/[\u3041-\u30ff\u4e00-\u9fff]/);
    expect(explanation.en).toMatch(/^[\x20-\x7e]+$/);
  }
});
