import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { dword } from '../registry-values.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { BootSecurity } from './schema.ts';

const state = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State';

/**
 * The key is made at each start from what the firmware says, and is missing where Windows was started the old way.
 *
 * @see https://learn.microsoft.com/windows-hardware/manufacture/desktop/secure-boot-isnt-configured-correctly-troubleshooting
 */
export async function readWindows(host: Host): Promise<BootSecurity> {
  const unread: Unread[] = [];
  // `undefined` where there is no such key, null where it could not be read.
  const key = await readPart(unread, state, undefined, () => host.registry(state));
  const enabled = key ? dword(key, 'UEFISecureBootEnabled') : null;
  return {
    unread,
    container: false,
    firmware: key === undefined ? 'other' : key === null ? null : 'uefi',
    secureBoot: key === undefined ? 'unsupported' : enabled === null ? null : enabled === 1 ? 'on' : 'off',
    setupMode: null,
    shimChecksNothing: null,
    integrityProtection: null,
    lockdown: null,
    tpm: await readPart(unread, 'Win32_Tpm', { present: false, version: null }, () => readTpm(host)),
  };
}

/** `SpecVersion` is `2.0, 0, 1.59`: the first counts. No instance: none, or off in the firmware. */
async function readTpm(host: Host): Promise<BootSecurity['tpm']> {
  try {
    const [tpm] = await host.cim({
      namespace: 'root\\cimv2\\Security\\MicrosoftTpm',
      className: 'Win32_Tpm',
      properties: ['SpecVersion'],
    });
    if (!tpm) return { present: false, version: null };
    const version = typeof tpm['SpecVersion'] === 'string' ? /^\d\.\d/.exec(tpm['SpecVersion'])?.[0] : null;
    return { present: true, version: version ?? null };
  } catch (error) {
    // Whether there is a TPM decides nothing here: who may not ask is not told.
    if (isProbeError(error, 'permission-denied')) return null;
    throw error;
  }
}
