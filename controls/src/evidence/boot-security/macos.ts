import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { BootSecurity } from './schema.ts';

export async function readMacos(host: Host): Promise<BootSecurity> {
  const unread: Unread[] = [];
  const security = await readPart(unread, 'mdmclient QuerySecurityInfo', null, async () => {
    const info = await host.run('/usr/libexec/mdmclient', ['QuerySecurityInfo'], { timeoutMs: 15_000 });
    if (info.exitCode !== 0) throw new ProbeError('internal', `mdmclient exits with ${info.exitCode}`);
    return parseSecurityInfo(info.stdout);
  });
  const integrityProtection = await readPart(unread, 'csrutil status', null, async () => {
    const status = await host.run('csrutil', ['status']);
    return parseCsrutil(status.stdout);
  });
  return {
    unread,
    container: false,
    firmware: 'apple',
    secureBoot: security,
    setupMode: null,
    shimChecksNothing: null,
    integrityProtection,
    lockdown: null,
    tpm: null,
  };
}

/**
 * What an MDM is told, as an old-style property list: `SecureBootLevel = full;`, `medium`, `off` or
 * `"not supported"` (a Mac without Apple silicon or T2). Only root is told.
 */
export function parseSecurityInfo(output: string): BootSecurity['secureBoot'] {
  switch (/\bSecureBootLevel\s{0,20}=\s{0,20}"?([\w ]{1,40}?)"?;/.exec(output)?.[1]) {
    case 'full':
      return 'on';
    case 'medium':
      return 'reduced';
    case 'off':
      return 'off';
    case 'not supported':
      return 'unsupported';
    default:
      throw new ProbeError(
        'permission-denied',
        'mdmclient tells no SecureBootLevel, as to everybody but root',
      );
  }
}

/** csrutil speaks English only. A configuration in parts is `unknown (Custom Configuration).` */
export function parseCsrutil(output: string): BootSecurity['integrityProtection'] {
  const word = /^System Integrity Protection status: (enabled|disabled|unknown)\b/m.exec(output)?.[1];
  if (word === undefined) throw new ProbeError('unparsable', 'csrutil tells no status');
  if (word === 'unknown' || output.includes('Custom Configuration')) return 'custom';
  return word === 'enabled' ? 'on' : 'off';
}
