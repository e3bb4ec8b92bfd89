import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { powershell } from '../powershell.ts';
import { dword, keyOrNull } from '../registry-values.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { AllowList, ApplicationControl, MandatoryAccess, Mode } from './schema.ts';

const appLocker = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\SrpV2';
const safer = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\Safer\\CodeIdentifiers';
const codeIntegrity = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\CI\\Policy';
const systemPolicies = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';
const collectionNames = ['Exe', 'Dll', 'Script', 'Msi', 'Appx'];
const noLevel = 0x4_0000;

export async function readWindows(host: Host): Promise<ApplicationControl> {
  const unread: Unread[] = [];
  const lists = [
    await readAppLocker(host, unread),
    await readAppControl(host, unread),
    await readSmartAppControl(host, unread),
    await readSafer(host, unread),
  ];
  return {
    unread,
    container: false,
    allowLists: lists.filter((list) => list !== null),
    mandatoryAccess: [await readIntegrityLevels(host, unread)],
    gatekeeper: null,
  };
}

/** What a device management sets through its own channel is not in these keys. */
async function readAppLocker(host: Host, unread: Unread[]): Promise<AllowList | null> {
  const root = await keyOrNull(host, unread, appLocker);
  if (root === null) return null;
  const collections: AllowList['collections'] = [];
  for (const name of collectionNames) {
    const key = await keyOrNull(host, unread, `${appLocker}\\${name}`);
    if (key === null) continue;
    const number = dword(key, 'EnforcementMode');
    const rules = key.subkeys.length;
    // Rules without a mode are enforced; a mode without rules does nothing.
    const mode: Mode =
      rules === 0 ? 'off' : number === 0 ? 'audit' : number === null || number === 1 ? 'enforce' : null;
    collections.push({ name, mode, rules: Math.min(rules, 1_000_000) });
  }
  const modes = collections.map(({ mode }) => mode);
  const mode = modes.includes('enforce') ? 'enforce' : modes.includes('audit') ? 'audit' : 'off';
  return {
    mechanism: 'applocker',
    mode,
    running: mode === 'off' ? null : await readPart(unread, 'AppIDSvc', null, () => isServiceRunning(host)),
    rules: collections.reduce((sum, { rules }) => sum + rules, 0),
    collections,
  };
}

/** It is started when needed, so its start mode says nothing. */
async function isServiceRunning(host: Host): Promise<boolean> {
  const script = `[string](Get-Service -Name 'AppIDSvc').Status`;
  const [status] = await powershell(host, 'service-status AppIDSvc', script);
  if (typeof status !== 'string') throw new ProbeError('unparsable', 'Get-Service gives no status');
  return status === 'Running';
}

/**
 * The status of user mode alone speaks of programs: the one of the kernel is 2 on nearly every machine, because of
 * the list of blocked drivers.
 */
async function readAppControl(host: Host, unread: Unread[]): Promise<AllowList | null> {
  const name = 'UsermodeCodeIntegrityPolicyEnforcementStatus';
  const instances = await readPart(unread, 'Win32_DeviceGuard', [], () =>
    host.cim({
      namespace: 'root\\Microsoft\\Windows\\DeviceGuard',
      className: 'Win32_DeviceGuard',
      properties: [name],
    }),
  );
  if (instances === null) return null;
  const [guard] = instances;
  if (!guard) return null;
  const status = guard[name];
  const mode: Mode = status === 0 ? 'off' : status === 1 ? 'audit' : status === 2 ? 'enforce' : null;
  return { mechanism: 'app-control', mode, running: null, rules: null, collections: [] };
}

async function readSmartAppControl(host: Host, unread: Unread[]): Promise<AllowList | null> {
  const state = dword(await keyOrNull(host, unread, codeIntegrity), 'VerifiedAndReputablePolicyState');
  if (state === null) return null;
  const mode: Mode = state === 0 ? 'off' : state === 1 ? 'enforce' : state === 2 ? 'audit' : null;
  return { mechanism: 'smart-app-control', mode, running: null, rules: null, collections: [] };
}

async function readSafer(host: Host, unread: Unread[]): Promise<AllowList | null> {
  const level = dword(await keyOrNull(host, unread, safer), 'DefaultLevel');
  if (level === null) return null;
  const mode: Mode = level === 0 ? 'enforce' : level === noLevel ? 'off' : null;
  return { mechanism: 'software-restriction-policies', mode, running: null, rules: null, collections: [] };
}

/** Without User Account Control everything that an administrator starts has all rights. On unless switched off. */
async function readIntegrityLevels(host: Host, unread: Unread[]): Promise<MandatoryAccess> {
  const before = unread.length;
  // Every Windows has this key: without it nothing is told.
  const key = await keyOrNull(host, unread, systemPolicies);
  const isTold = key !== null && unread.length === before;
  const now = isTold ? (dword(key, 'EnableLUA') === 0 ? 'disabled' : 'enforcing') : null;
  return { mechanism: 'integrity-levels', now, atBoot: null, profiles: null };
}
