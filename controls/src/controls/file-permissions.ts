import { text } from '@tenken/shared';
import type { Platform, Text } from '@tenken/shared';
import type { ProtectedFile } from '../evidence/file-protection/schema.ts';

/** Who besides administrators must not be let in. */
export type Demand = 'secret' | 'unwritable';

/** Numbers of users from here on belong to people. */
const firstPerson: Record<Platform, number> = {
  linux: 1000,
  macos: 500,
  windows: 0,
  'network-device': 0,
};
const nobody = 65_534;

/** System, administrators, the installer of Windows, owners by whatever name, the built-in administrator, domain administrators. */
const administrators =
  /^(S-1-5-18|S-1-5-32-544|S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464|S-1-3-0|S-1-3-4|LA|DA|EA|S-1-5-21-(?:\d+-){3}(?:500|512|519))$/;
/** A service's own identity. */
const service = /^S-1-5-80-/;

/** Whom the file lets in that it must not: short words for a table, `null` when nobody. */
export function wronglyOpen(
  { unix, windows }: ProtectedFile,
  demand: Demand,
  platform: Platform,
): string | null {
  if (unix) {
    const octal = `0${(unix.mode & 0o7777).toString(8)} ${unix.uid}:${unix.gid}`;
    if ((unix.mode & 0o002) !== 0) return octal;
    // A group with the number 0 holds administrators; keys are read by groups made for that, such as ssl-cert.
    if ((unix.mode & 0o020) !== 0 && unix.gid !== 0) return octal;
    if (demand === 'secret' && (unix.mode & 0o004) !== 0) return octal;
    if (demand === 'secret' && unix.uid >= firstPerson[platform] && unix.uid !== nobody) return octal;
    return demand === 'unwritable' && unix.uid !== 0 ? octal : null;
  }
  if (windows) {
    const who = demand === 'secret' ? [...windows.readers, ...windows.writers] : windows.writers;
    const owner = windows.owner === null ? [] : [windows.owner];
    const wrong = [...owner, ...who].filter((one) => !administrators.test(one) && !service.test(one));
    return wrong.length > 0 ? [...new Set(wrong)].slice(0, 3).join('+') : null;
  }
  return null;
}

export function shownOpen(files: readonly { path: string; open: string }[]): Text {
  const shown = files.slice(0, 5).map(({ path, open }) => `${path.slice(0, 100)} (${open})`);
  const rest = files.length > 5 ? [`+${files.length - 5}`] : [];
  return text([...shown, ...rest].join('、'), [...shown, ...rest].join(', '));
}
