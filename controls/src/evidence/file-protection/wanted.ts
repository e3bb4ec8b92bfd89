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

/** Permission bits of what is there; what is not there is no finding. */
export async function readUnixFiles(
  host: Host,
  fixed: readonly Wanted[],
  folders: readonly Wanted[],
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
  return { unread, files, truncated: truncated || distinct.length > maxFiles, searched };
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
    const { uid, gid, mode } = await host.stat(path);
    return { path: path.slice(0, 300), purpose, unix: { uid, gid, mode: mode & 0o7777 }, windows: null };
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
