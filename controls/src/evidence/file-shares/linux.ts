import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { parseExports } from './exports.ts';
import { boundedShares } from './schema.ts';
import type { FileShares, Share } from './schema.ts';
import { parseTestparm, parseUsershare } from './testparm.ts';

export async function readLinux(host: Host): Promise<FileShares> {
  const unread: Unread[] = [];
  const samba = await readSamba(host, unread);
  const shares = [...(samba?.shares ?? []), ...(await readNfs(host, unread))];
  return {
    unread,
    container: await isContainer(host),
    smbServer: samba?.server ?? null,
    smb1Client: null,
    ...boundedShares(shares),
  };
}

/** Null while no server runs: what stands in its file is then shared with nobody. */
async function readSamba(host: Host, unread: Unread[]): Promise<ReturnType<typeof parseTestparm> | null> {
  const marks = ['/run/samba/smbd.pid', '/var/run/smbd.pid'];
  let isRunning = false;
  for (const mark of marks) {
    isRunning ||= (await readPart(unread, mark, false, () => exists(host, mark))) ?? true;
  }
  if (!isRunning) return null;
  const parsed = await readPart(unread, 'testparm', null, async () => {
    const shown = await host.run('testparm', ['-s', '-v']);
    if (shown.exitCode !== 0) throw new ProbeError('internal', `testparm exits with ${shown.exitCode}`);
    return parseTestparm(shown.stdout);
  });
  if (!parsed) {
    // A server without its own tools: its shares are not known.
    if (unread.every(({ what }) => what !== 'testparm')) {
      unread.push({ what: 'testparm', code: 'unsupported' });
    }
    return { server: { version1: null, signingRequired: null, encryptionRequired: null }, shares: [] };
  }
  return { server: parsed.server, shares: [...parsed.shares, ...(await readUsershares(host, unread))] };
}

async function readUsershares(host: Host, unread: Unread[]): Promise<Share[]> {
  const folder = '/var/lib/samba/usershares';
  const names = (await readPart(unread, folder, [], () => host.list(folder))) ?? [];
  const shares: Share[] = [];
  for (const name of names.slice(0, 100)) {
    const content = await readPart(unread, `${folder}/${name}`, null, () => text(host, `${folder}/${name}`));
    if (content !== null) shares.push(parseUsershare(name, content));
  }
  return shares;
}

/** The table of the running server; without it what is set for the next start. */
async function readNfs(host: Host, unread: Unread[]): Promise<Share[]> {
  const threads = (await readPart(unread, '/proc/fs/nfsd/threads', 0, () => readThreads(host))) ?? 1;
  if (threads === 0) return [];
  try {
    return parseExports(await text(host, '/var/lib/nfs/etab'));
  } catch (error) {
    if (!isProbeError(error)) throw error;
    if (error.code !== 'not-found') unread.push({ what: '/var/lib/nfs/etab', code: error.code });
  }
  const folder = '/etc/exports.d';
  const names = (await readPart(unread, folder, [], () => host.list(folder))) ?? [];
  const files = [
    '/etc/exports',
    ...names.filter((name) => name.endsWith('.exports')).map((name) => `${folder}/${name}`),
  ];
  const shares: Share[] = [];
  for (const file of files.slice(0, 50)) {
    shares.push(...parseExports((await readPart(unread, file, '', () => text(host, file))) ?? ''));
  }
  return shares;
}

async function readThreads(host: Host): Promise<number> {
  const shown = (await text(host, '/proc/fs/nfsd/threads')).trim();
  if (!/^\d{1,9}$/.test(shown)) throw new ProbeError('unparsable', '/proc/fs/nfsd/threads: no number');
  return Number(shown);
}

async function text(host: Host, path: string): Promise<string> {
  return new TextDecoder().decode(await host.readFile(path, { maxBytes: 1024 * 1024 }));
}
