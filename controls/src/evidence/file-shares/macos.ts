import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { boundedShares } from './schema.ts';
import type { FileShares } from './schema.ts';
import { parseMacExports, parseSharePoints } from './share-points.ts';

const settings = '/Library/Preferences/SystemConfiguration/com.apple.smb.server.plist';

/** The server of macOS speaks no first version since macOS 10.13; people are let in by their accounts. */
export async function readMacos(host: Host): Promise<FileShares> {
  const unread: Unread[] = [];
  const listed = await host.run('/usr/bin/dscl', ['.', '-readall', '/SharePoints']);
  if (listed.exitCode !== 0) throw new ProbeError('internal', `dscl exits with ${listed.exitCode}`);
  const exported = await readPart(unread, '/etc/exports', '', async () =>
    new TextDecoder().decode(await host.readFile('/etc/exports', { maxBytes: 64 * 1024 })),
  );
  const smb = (await isSharing(host)) ? parseSharePoints(listed.stdout) : [];
  return {
    unread,
    container: false,
    smbServer:
      smb.length === 0
        ? null
        : { version1: false, signingRequired: await readSigning(host), encryptionRequired: null },
    smb1Client: null,
    ...boundedShares([...smb, ...parseMacExports(exported ?? '')]),
  };
}

/**
 * Share points are there for every account, open to guests as Apple makes them, whether or not files are shared. The
 * service is known to launchd only while they are; 113: it knows no such service.
 */
async function isSharing(host: Host): Promise<boolean> {
  const found = await host.run('/bin/launchctl', ['print', 'system/com.apple.smbd']);
  if (found.exitCode !== 0 && found.exitCode !== 113) {
    throw new ProbeError('internal', `launchctl print exits with ${found.exitCode}`);
  }
  if (found.exitCode === 0 && !/^(?:system\/)?com\.apple\.smbd = \{/.test(found.stdout)) {
    throw new ProbeError('unparsable', 'launchctl prints something else than the service');
  }
  return found.exitCode === 0;
}

/** Null = the key is not set, and the default differs by version. */
async function readSigning(host: Host): Promise<boolean | null> {
  const found = await host.run('plutil', ['-extract', 'SigningRequired', 'raw', '-o', '-', settings]);
  if (found.exitCode !== 0) return null;
  const value = found.stdout.trim();
  return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : null;
}
