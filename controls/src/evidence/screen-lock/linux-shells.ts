import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { ScreenLock } from './schema.ts';
import { parseTmout } from './tmout.ts';

type Timeouts = NonNullable<ScreenLock['shells']>['timeouts'];

const maxFiles = 200;
const maxTimeouts = 100;

/** Debian reads /etc/bash.bashrc, the Red Hat family /etc/bashrc, from /etc/profile; neither has the other's. */
export async function readShells(host: Host, unread: Unread[]): Promise<Timeouts> {
  const files = ['/etc/profile', '/etc/bash.bashrc', '/etc/bashrc', ...(await profileScripts(host, unread))];
  const timeouts: Timeouts = [];
  for (const file of files) {
    const content = await readPart(unread, file, null, () => host.readFile(file, { maxBytes: 1024 * 1024 }));
    if (content !== null) timeouts.push(...parseTmout(file.slice(0, 512), new TextDecoder().decode(content)));
  }
  if (timeouts.length > maxTimeouts) unread.push({ what: 'assignments of TMOUT', code: 'output-limit' });
  return timeouts.slice(0, maxTimeouts);
}

/** Only names that end in `.sh` are read by a login shell. */
async function profileScripts(host: Host, unread: Unread[]): Promise<string[]> {
  const folder = '/etc/profile.d';
  try {
    const names = (await host.list(folder)).filter((name) => name.endsWith('.sh') && !name.startsWith('.'));
    if (names.length > maxFiles) unread.push({ what: folder, code: 'output-limit' });
    return names.slice(0, maxFiles).map((name) => `${folder}/${name}`);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}
