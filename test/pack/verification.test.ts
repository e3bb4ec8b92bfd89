import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CertificateAuthority } from '../../collector/src/ca/certificate-authority.ts';
import { packFingerprint } from '../../collector/src/pack/fingerprint.ts';
import { verifyPack } from '../../collector/src/pack/verify/verify-pack.ts';
import { testAssessment } from '../support/assessment-record.ts';
import { runTenken } from '../support/collector-process.ts';
import {
  exportTest,
  filesIn,
  form,
  opensslVerify,
  sha256sum,
  unzip,
  whyNoTools,
} from '../support/pack-files.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { sharedPack } from '../support/shared-pack.ts';

const shared = sharedPack();
const { folder, pack } = shared;

test('a pack is intact, its statements are signed, and all evidence is traced to them', async () => {
  const verdict = await verifyPack(pack);
  expect(verdict.faults).toEqual([]);
  expect(verdict).toMatchObject({
    ok: true,
    statements: { verified: 3, notKept: 0, evidence: { untraced: 0 } },
  });
  expect(verdict.statements.evidence.files).toBeGreaterThan(20);
  expect(verdict.statements.evidence.traced).toBeGreaterThan(100);
});

test('the same record gives the same files, and the fingerprint stands for all of them', async () => {
  const again = join(folder, 'again.zip');
  const receipt = await exportTest(shared.assessment, again);
  const [first, second] = [shared.files, await filesIn(again)];
  expect([...second.keys()]).toEqual([...first.keys()]);
  for (const [name, bytes] of second) {
    if (name !== 'SHA256SUMS.p7s') expect(bytes.equals(first.get(name) ?? Buffer.alloc(0)), name).toBe(true);
  }
  expect(receipt.fingerprint).toBe(packFingerprint(first.get('SHA256SUMS') ?? ''));
  expect(receipt.files).toBe(first.size);
});

const cannot = whyNoTools('unzip', 'sha256sum', 'openssl');
if (cannot !== null) console.log(`the check with everybody's programs is skipped: ${cannot}`);

describe.skipIf(cannot !== null)("with everybody's programs", () => {
  test('unpacked files check with sha256sum and openssl, and a changed byte fails and is named', () => {
    const unpacked = unzip(pack, scratchFolder());
    expect(sha256sum(unpacked)).toEqual({ code: 0, output: '' });
    expect(opensslVerify(unpacked).output).toMatch(/successful/);
    const names = readFileSync(join(unpacked, 'SHA256SUMS'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(66));
    expect(names).toContain(form.path);
    for (let index = 0; index < names.length; index += 7) {
      const name = names[index] ?? '';
      flip(join(unpacked, name), index * 131, () => {
        const { code, output } = sha256sum(unpacked);
        expect(code, name).toBe(1);
        expect(output).toContain(name);
      });
    }
    for (const name of ['SHA256SUMS', 'SHA256SUMS.p7s']) {
      for (const place of [3, 200, 400]) {
        flip(join(unpacked, name), place, () =>
          expect(opensslVerify(unpacked).code, `${name} ${place}`).not.toBe(0),
        );
      }
    }
  });

  test('the commands of the README do what it says', () => {
    const unpacked = unzip(pack, scratchFolder());
    const lines = readFileSync(join(unpacked, 'README.txt'), 'utf8')
      .split('\r\n')
      .map((line) => line.trim());
    const commands = lines.filter((line) => /^(sha256sum -c|openssl cms -verify -attime)/.test(line));
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      const { status, stderr } = spawnSync('bash', ['-c', command], { cwd: unpacked });
      expect(status, `${command}: ${stderr.toString()}`).toBe(0);
    }
  });

  test('evidence is followed to the host by the commands of the README', () => {
    const unpacked = unzip(pack, scratchFolder());
    const [line] = readFileSync(join(unpacked, 'statements/index.jsonl'), 'utf8').split('\n');
    const { statement, signature, certificate } = JSON.parse(line ?? '') as Record<string, string>;
    const key = new X509Certificate(readFileSync(join(unpacked, certificate ?? ''))).publicKey;
    writeFileSync(join(unpacked, 'pub.pem'), key.export({ type: 'spki', format: 'pem' }));
    const args = ['dgst', '-sha256', '-verify', 'pub.pem', '-signature', signature ?? '', statement ?? ''];
    const checked = spawnSync('openssl', args, { cwd: unpacked });
    expect(checked.stdout.toString()).toBe('Verified OK\n');
    const said = readFileSync(join(unpacked, statement ?? ''), 'utf8');
    const findings = readFileSync(join(unpacked, 'items/92/findings.jsonl'), 'utf8').split('\n');
    const hash =
      (JSON.parse(findings[0] ?? '') as { evidence: { sha256: string }[] }).evidence[0]?.sha256 ?? '';
    expect(said).toContain(hash);
    const sum = spawnSync('sha256sum', [`evidence/${hash.slice(0, 2)}/${hash}.json`], { cwd: unpacked });
    expect(sum.stdout.toString().slice(0, 64)).toBe(hash);
  });
});

test('a pack that was signed again after a change is not of the known authority, or does not hold together', async () => {
  const other = await testAssessment(join(folder, 'other'));
  const forged = join(folder, 'forged.zip');
  // The forger's own authority signs; the hosts' statements are real.
  await exportTest({ ...shared.assessment, signer: other.signer }, forged);
  const { certificate } = shared.assessment.authority;
  const withTrust = await verifyPack(forged, { authorities: certificate });
  expect(withTrust.faults.map(({ code, path }) => `${path} ${code}`)).toEqual([
    'SHA256SUMS.p7s signer-not-expected',
  ]);
  expect(withTrust.conclusion).toBe('not-expected');
  const inside = await verifyPack(forged);
  expect(inside).toMatchObject({ ok: false, conclusion: 'not-traced' });
  expect(inside.faults.map(({ code }) => code)).toEqual(['authority-unknown']);
  expect(inside.statements).toMatchObject({ verified: 0, unknownAuthority: 3, evidence: { traced: 0 } });
});

test('evidence that no host has signed is found, also in a pack with a good signature', async () => {
  const [[itemId, [finding]] = ['', []]] = [...shared.assessment.findings].filter(
    ([, list]) => list.length > 0,
  );
  const changed = {
    kind: 'time-sync',
    version: 1,
    result: { status: 'read', data: {} },
    sources: [],
  } as const;
  const { canonicalJson, sha256 } = await import('@tenken/shared');
  const hash = sha256(canonicalJson(changed));
  const forged = join(folder, 'evidence.zip');
  if (!finding) throw new Error('no finding');
  const source = {
    ...shared.assessment.source,
    async *findings(id: string) {
      for await (const one of shared.assessment.source.findings(id)) {
        const evidence = one.evidence.map((reference) => ({ ...reference, sha256: hash }));
        yield id === itemId ? { ...one, evidence } : one;
      }
    },
    evidence: (wanted: string) =>
      wanted === hash
        ? Promise.resolve({ ...changed, result: { ...changed.result }, sources: [] })
        : shared.assessment.source.evidence(wanted),
  };
  await exportTest({ ...shared.assessment, source }, forged);
  const { faults } = await verifyPack(forged);
  expect(faults.map(({ path, code }) => `${path} ${code}`)).toEqual([
    `items/${itemId}/findings.jsonl evidence-unsigned`,
  ]);
});

test('a signed report that is no longer kept is told, and is no fault', async () => {
  const path = join(folder, 'not-kept.zip');
  const source = { ...shared.assessment.source, signedReport: () => Promise.resolve(null) };
  await exportTest({ ...shared.assessment, source }, path);
  const verdict = await verifyPack(path);
  expect(verdict).toMatchObject({ ok: true, statements: { verified: 0, notKept: 3 } });
  expect(verdict.statements.evidence.untraced).toBeGreaterThan(100);
});

test('tenken verify ends with 0, 1 and 2', async () => {
  const fingerprint = (await verifyPack(pack)).fingerprint ?? '';
  const good = await runTenken(['verify', pack, '--fingerprint', fingerprint, '--json']);
  expect(good.code).toBe(0);
  expect(JSON.parse(good.output)).toMatchObject({ ok: true, fingerprint });
  const other = await CertificateAuthority.open(join(folder, 'stranger'));
  writeFileSync(join(folder, 'stranger.pem'), other.certificate);
  const stranger = await runTenken(['verify', pack, '--authority', join(folder, 'stranger.pem')]);
  expect(stranger.code).toBe(1);
  expect(stranger.output).toContain('SHA256SUMS.p7s');
  expect(stranger.output).toMatch(/^INTACT IN ITSELF, BUT NOT WHAT YOU EXPECTED: .*another key \(1\)$/m);
  const wrong = await runTenken(['verify', pack, '--fingerprint', '00']);
  expect(wrong.code).toBe(1);
  expect(wrong.output).toMatch(/^INTACT IN ITSELF, BUT NOT WHAT YOU EXPECTED/m);
  expect(wrong.output).not.toMatch(/NOT INTACT|[\u3041-\u30ff\u4e00-\u9fff]/);
  const inJapanese = await runTenken(['--lang', 'ja', 'verify', pack, '--fingerprint', '00']);
  expect(inJapanese.code).toBe(1);
  expect(inJapanese.output).toContain('照合番号が、指定されたものと一致しない');
  expect(inJapanese.output).toContain('パック自体は元のままで署名も正しいが、指定されたものではない');
  copyFileSync(import.meta.filename, join(folder, 'no.zip'));
  for (const path of [join(folder, 'no.zip'), join(folder, 'nothing.zip'), folder]) {
    const refused = await runTenken(['verify', path]);
    expect(refused.code).toBe(2);
    expect(refused.errors).toContain('[pack-unreadable]');
  }
  expect(readdirSync(folder).filter((name) => name.includes('.partial'))).toEqual([]);
});

/** Changes one bit, lets `look` see, and changes it back. */
function flip(path: string, place: number, look: () => void): void {
  const bytes = readFileSync(path);
  const changed = Buffer.from(bytes);
  const at = place % bytes.length;
  changed[at] = (changed[at] ?? 0) ^ 1;
  writeFileSync(path, changed);
  look();
  writeFileSync(path, bytes);
}
