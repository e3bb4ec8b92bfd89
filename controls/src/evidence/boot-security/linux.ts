import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { exists } from '../exists.ts';
import { listOrEmpty, readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { BootSecurity } from './schema.ts';

const variables = '/sys/firmware/efi/efivars';
const globalVariables = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
/** Shim's copy for the running system of what `mokutil --disable-validation` set. */
const shimState = 'MokSBStateRT-605dab50-e046-4300-abb6-3dd810dd8b23';

export async function readLinux(host: Host): Promise<BootSecurity> {
  const unread: Unread[] = [];
  const container = await isContainer(host);
  const nothing = { secureBoot: null, setupMode: null, shimChecksNothing: null, integrityProtection: null };
  if (container) {
    return { unread, container, firmware: null, ...nothing, lockdown: null, tpm: null };
  }
  const uefi = await exists(host, '/sys/firmware/efi');
  const boot = uefi
    ? await readVariables(host, unread)
    : ({ secureBoot: 'unsupported', setupMode: null, shimChecksNothing: null } as const);
  return {
    unread,
    container,
    firmware: uefi ? 'uefi' : 'other',
    ...nothing,
    ...boot,
    lockdown: await readPart(unread, '/sys/kernel/security/lockdown', null, () => readLockdown(host)),
    tpm: await readPart(unread, '/sys/class/tpm', null, () => readTpm(host)),
  };
}

async function readVariables(
  host: Host,
  unread: Unread[],
): Promise<Pick<BootSecurity, 'secureBoot' | 'setupMode' | 'shimChecksNothing'>> {
  const names = await readPart<string[], string[]>(unread, variables, [], () => listOrEmpty(host, variables));
  // Every firmware has variables: none are shown where efivarfs is not mounted.
  if (names === null || names.length === 0) {
    if (names) unread.push({ what: variables, code: 'not-found' });
    return { secureBoot: null, setupMode: null, shimChecksNothing: null };
  }
  const value = (name: string) =>
    names.includes(name)
      ? readPart(unread, `${variables}/${name}`, null, () => readVariable(host, name))
      : Promise.resolve(undefined);
  const secure = await value(`SecureBoot-${globalVariables}`);
  const setup = await value(`SetupMode-${globalVariables}`);
  const shim = await value(shimState);
  return {
    secureBoot: secure === undefined ? 'unsupported' : secure === null ? null : secure === 1 ? 'on' : 'off',
    setupMode: setup === undefined || setup === null ? null : setup === 1,
    shimChecksNothing: shim === undefined ? false : shim === null ? null : shim === 1,
  };
}

/** Four bytes of attributes, then the value. */
async function readVariable(host: Host, name: string): Promise<number> {
  const bytes = await host.readFile(`${variables}/${name}`, { maxBytes: 64 });
  const value = bytes[4];
  if (bytes.length !== 5 || value === undefined || value > 1) {
    throw new ProbeError('unparsable', `${name} is not one byte of 0 or 1`);
  }
  return value;
}

/** `none [integrity] confidentiality`: the one in brackets holds. */
async function readLockdown(host: Host): Promise<BootSecurity['lockdown']> {
  const content = await readTextOrNull(host, '/sys/kernel/security/lockdown');
  if (content === null) return null;
  const word = /\[(none|integrity|confidentiality)\]/.exec(content)?.[1];
  if (word !== 'none' && word !== 'integrity' && word !== 'confidentiality') {
    throw new ProbeError('unparsable', '/sys/kernel/security/lockdown has no level in brackets');
  }
  return word;
}

/** `tpm_version_major` since Linux 5.6. */
async function readTpm(host: Host): Promise<BootSecurity['tpm']> {
  const chips = await listOrEmpty(host, '/sys/class/tpm');
  const [chip] = chips.filter((name) => /^tpm\d{1,3}$/.test(name));
  if (chip === undefined) return { present: false, version: null };
  try {
    const major = (await readTextOrNull(host, `/sys/class/tpm/${chip}/tpm_version_major`))?.trim();
    return { present: true, version: major === '2' ? '2.0' : major === '1' ? '1.2' : null };
  } catch (error) {
    if (isProbeError(error, 'internal')) return { present: true, version: null };
    throw error;
  }
}
