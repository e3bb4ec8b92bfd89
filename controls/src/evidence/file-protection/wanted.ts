import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { listOrEmpty } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { readNamedKeys } from './named-keys.ts';
import type { FileProtection, FilePurpose, ProtectedFile } from './schema.ts';

export type Wanted = { path: string; purpose: FilePurpose };

const maxFiles = 200;
const maxOfFolder = 40;
const maxLookedAt = 300;

/**
 * Permission bits of what is there; what is not there is no finding.
 *
 * @param trusted folders whose entries are looked at, and listed where they are not the superuser's alone
 */
export async function readUnixFiles(
  host: Host,
  fixed: readonly Wanted[],
  folders: readonly Wanted[],
  trusted: readonly Wanted[] = [],
): Promise<FileProtection> {
  const unread: Unread[] = [];
  const wanted: Wanted[] = [
    ...fixed,
    // Who may list the names in a folder of keys does not read the keys.
    ...folders.map(({ path, purpose }): Wanted => ({
      path,
      purpose: purpose === 'ssh-user-key' ? 'system-folder' : purpose,
    })),
  ];
  let truncated = false;
  for (const { path, purpose } of folders) {
    const names = (await readPart(unread, path, [], () => listOrEmpty(host, path))) ?? [];
    const counted = names.filter((name) => isWanted(name, purpose));
    truncated ||= counted.length > maxOfFolder;
    wanted.push(
      ...counted
        .slice(0, maxOfFolder)
        .map((name) => ({ path: `${path}/${name}`, purpose: purposeOf(name, purpose) })),
    );
  }
  const { keys, searched } = await readNamedKeys(host, unread);
  wanted.push(...keys.map((path): Wanted => ({ path, purpose: 'server-key' })));
  const distinct = [...new Map(wanted.map((one) => [one.path, one])).values()];
  const files: ProtectedFile[] = [];
  for (const one of distinct.slice(0, maxFiles)) {
    const file = await readPart(unread, one.path, null, () => readOne(host, one));
    if (file) files.push(file);
  }
  const looked = await lookInto(host, unread, trusted);
  // Where one is wanted twice, the purpose in the fixed list counts.
  const all = [...new Map([...looked.files, ...files].map((one) => [one.path, one])).values()];
  return {
    unread: unread.slice(0, 200),
    files: all.slice(0, maxFiles),
    lookedAt: looked.folders,
    truncated: truncated || distinct.length > maxFiles || all.length > maxFiles,
    searched,
  };
}

type Looked = { folders: NonNullable<FileProtection['lookedAt']>; files: ProtectedFile[] };

async function lookInto(host: Host, unread: Unread[], trusted: readonly Wanted[]): Promise<Looked> {
  const looked: Looked = { folders: [], files: [] };
  for (const { path, purpose } of trusted) {
    const names = await readPart(unread, path, null, () => host.list(path));
    if (names === null) continue;
    const own: Wanted = { path, purpose: purpose === 'user-schedule' ? purpose : 'system-folder' };
    const folder = await readPart(unread, path, null, () => readOne(host, own));
    if (folder) looked.files.push(folder);
    const kept = names.slice(0, maxLookedAt);
    for (const name of kept) {
      const one: Wanted = { path: `${path}/${name}`, purpose };
      const file = await readPart(unread, one.path, null, () => readOne(host, one));
      if (file && !isOfSuperuser(file)) looked.files.push(file);
    }
    looked.folders.push({ path, entries: kept.length, truncated: names.length > kept.length });
  }
  return looked;
}

/** Owned by the superuser, or a user's own crontab, and nobody else may write. */
function isOfSuperuser({ path, purpose, unix }: ProtectedFile): boolean {
  const mayBelongToUser = purpose === 'user-schedule' && !path.endsWith('/root');
  return unix !== null && (unix.uid === 0 || mayBelongToUser) && (unix.mode & 0o022) === 0;
}

/** Of sshd's folder the private keys and settings; of the others everything but editors' hidden files. */
function isWanted(name: string, purpose: FilePurpose): boolean {
  if (purpose === 'ssh-settings') return /^(ssh_host_\w+_key|sshd_config)$/.test(name);
  if (purpose === 'ssh-user-key') return /^id_[a-z0-9_]+$/.test(name);
  return purpose !== 'system-folder' && purpose !== 'passwords' && !name.startsWith('.');
}

function purposeOf(name: string, purpose: FilePurpose): FilePurpose {
  return purpose === 'ssh-settings' && name.startsWith('ssh_host_') ? 'ssh-host-key' : purpose;
}

async function readOne(host: Host, { path, purpose }: Wanted): Promise<ProtectedFile | null> {
  try {
    const { type, uid, gid, mode } = await host.stat(path);
    // A unit that is masked is a link to /dev/null, which everybody may write.
    if (type === 'other') return null;
    return { path: path.slice(0, 300), purpose, unix: { uid, gid, mode: mode & 0o7777 }, windows: null };
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
