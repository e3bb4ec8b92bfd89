import { lstatSync } from 'node:fs';
import { win32 } from 'node:path';
import { runAtOnce } from '../hosts/run-at-once.ts';
import type { Run } from '../hosts/run-at-once.ts';

/** SYSTEM and administrators, as every language of Windows knows them. */
const [system, administrators] = ['*S-1-5-18', '*S-1-5-32-544'];
const whole = '(OI)(CI)F';

/**
 * Keeps what Windows has below `C:\ProgramData` to SYSTEM and administrators: every user may make files there, and may have
 * made this very folder before, with rights of their own on it. The installer does the same by its tables; this is for a
 * program that came without it. Elsewhere, and on other systems, folders are private by their place or their mode.
 *
 * @throws {Error} when it cannot be done, such as by somebody who is no administrator: a key there would not be a secret
 */
export function keepToAdministrators(
  folder: string,
  {
    programData = process.platform === 'win32' ? process.env['ProgramData'] : undefined,
    run = runAtOnce,
    isLink = isLinkHere,
  }: { programData?: string | undefined; run?: Run; isLink?: (path: string) => boolean } = {},
): void {
  if (programData === undefined) return;
  const [first = '', ...rest] = win32.relative(programData, win32.resolve(folder)).split('\\');
  if (first === '' || first === '..' || win32.isAbsolute([first, ...rest].join('\\'))) return;
  const top = win32.join(programData, first);
  // Rights that are set on a link may be those of another folder.
  if (isLink(top)) throw new Error(`${top} is a link: remove it first`);
  const icacls = win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'icacls.exe');
  // An owner can always change the rights; what was there before gets those of the folder.
  for (const args of [
    [top, '/setowner', administrators, '/T', '/L', '/Q'],
    [top, '/inheritance:r', '/grant:r', `${system}:${whole}`, `${administrators}:${whole}`, '/Q'],
    [win32.join(top, '*'), '/reset', '/T', '/L', '/Q'],
  ]) {
    const { status, said } = run(icacls, args);
    if (status !== 0) {
      throw new Error(
        `its rights cannot be kept to SYSTEM and administrators; run this as an administrator (icacls ended with ${status}: ${said})`,
      );
    }
  }
}

function isLinkHere(path: string): boolean {
  return lstatSync(path).isSymbolicLink();
}
