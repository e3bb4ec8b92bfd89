import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { powershell } from '../powershell.ts';
import type { Unread } from '../unread.ts';
import { accessBySddl } from './access-list.ts';
import type { FileProtection, FilePurpose, ProtectedFile } from './schema.ts';

const maxFiles = 100;

/** A folder's own list, never its contents. `Get-Item` with a star gives nothing where there is nothing. */
const script = `$wanted = @(
@('passwords','C:\\Windows\\System32\\config\\SAM'), @('passwords','C:\\Windows\\System32\\config\\SECURITY'), @('passwords','C:\\Windows\\System32\\config\\SYSTEM'),
@('system-folder','C:\\Windows'), @('system-folder','C:\\Windows\\System32'), @('system-folder','C:\\Program Files'), @('system-folder','C:\\Program Files (x86)'),
@('ssh-settings','C:\\ProgramData\\ssh\\sshd_config'), @('ssh-settings','C:\\ProgramData\\ssh\\administrators_authorized_keys'),
@('ssh-host-key','C:\\ProgramData\\ssh\\ssh_host_*_key') )
foreach ($w in $wanted) {
try { foreach ($i in @(Get-Item -Path $w[1] -Force)) { [pscustomobject]@{ purpose = $w[0]; path = [string]$i.FullName; sddl = [string](Get-Acl -LiteralPath $i.FullName).Sddl; failed = '' } } }
catch { [pscustomobject]@{ purpose = $w[0]; path = $w[1]; sddl = ''; failed = [string]$_.CategoryInfo.Category } } }`;

const Answer = z.array(
  z.object({ purpose: z.string(), path: z.string(), sddl: z.string(), failed: z.string() }),
);

const purposes = new Set<FilePurpose>(['passwords', 'system-folder', 'ssh-settings', 'ssh-host-key']);

export async function readWindows(host: Host): Promise<FileProtection> {
  const unread: Unread[] = [];
  const files = parseAccess(await powershell(host, 'file-access', script), unread);
  return { unread, files: files.slice(0, maxFiles), truncated: files.length > maxFiles, searched: [] };
}

/** @throws {ProbeError} `unparsable` */
export function parseAccess(data: readonly unknown[], unread: Unread[]): ProtectedFile[] {
  const parsed = Answer.safeParse(data);
  if (!parsed.success || parsed.data.length === 0) {
    throw new ProbeError('unparsable', 'the answer about access lists has another shape');
  }
  return parsed.data.flatMap(({ purpose, path, sddl, failed }): ProtectedFile[] => {
    const known = [...purposes].find((one) => one === purpose);
    if (failed === 'ObjectNotFound') return [];
    const access = failed === '' ? accessBySddl(sddl) : null;
    if (!known || !access) {
      const code =
        failed === '' ? 'unparsable' : failed === 'PermissionDenied' ? 'permission-denied' : 'internal';
      if (unread.length < 100) unread.push({ what: path.slice(0, 300), code });
      return [];
    }
    return [{ path: path.slice(0, 300), purpose: known, unix: null, windows: access }];
  });
}
