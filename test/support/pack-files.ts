import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPack } from '../../collector/src/pack/verify/open-pack.ts';
import { writePack } from '../../collector/src/pack/write-pack.ts';
import type { PackOptions, PackReceipt } from '../../collector/src/pack/write-pack.ts';
import { signedAt } from './assessment-record.ts';
import type { TestAssessment } from './assessment-record.ts';

/** A form that somebody else makes, under a name as offices give them. */
export const form = {
  path: 'forms/別紙2_安全管理措置一覧及び自己点検表_点検市_R8.csv',
  bytes: Buffer.from('番号,結果\r\n'),
};

export function exportTest(
  { record, source, signer }: TestAssessment,
  destination: string,
  changes: Partial<PackOptions> = {},
): Promise<PackReceipt> {
  return writePack(record, source, { entries: [form], signer, destination, signedAt, ...changes });
}

/** Every file of a pack, as it is unpacked. */
export async function filesIn(path: string): Promise<Map<string, Buffer>> {
  const pack = await openPack(path);
  const files = new Map<string, Buffer>();
  for (const name of pack.entries.keys()) {
    files.set(name, (await pack.readAll(name, Number.MAX_SAFE_INTEGER)) ?? Buffer.alloc(0));
  }
  pack.close();
  return files;
}

/** Why the programs that everybody has are not here, or null. */
export function whyNoTools(...names: string[]): string | null {
  const missing = names.filter((name) => spawnSync(name, ['--help'], { stdio: 'ignore' }).error);
  return missing.length === 0 ? null : `${missing.join(', ')} not installed`;
}

/** @returns the new folder */
export function unzip(pack: string, folder: string): string {
  const target = join(folder, 'unpacked');
  mkdirSync(target);
  // Without a UTF-8 locale unzip spells Japanese names in code points.
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { status, stderr } = spawnSync('unzip', ['-q', pack, '-d', target], { env });
  if (status !== 0) throw new Error(`unzip: ${stderr.toString()}`);
  return target;
}

export function sha256sum(folder: string): { code: number | null; output: string } {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { status, stdout, stderr } = spawnSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], {
    cwd: folder,
    env,
  });
  return { code: status, output: `${stdout.toString()}${stderr.toString()}` };
}

/** As the README in the pack says, at the time of the signature. */
export function opensslVerify(folder: string): { code: number | null; output: string } {
  const args = ['cms', '-verify', '-attime', String(signedAt.getTime() / 1000)];
  const files = ['-content', 'SHA256SUMS', '-CAfile', 'certificates/authority.pem', '-out', '/dev/null'];
  const { status, stderr } = spawnSync(
    'openssl',
    [...args, '-binary', '-inform', 'DER', '-in', 'SHA256SUMS.p7s', ...files],
    { cwd: folder },
  );
  return { code: status, output: stderr.toString() };
}
