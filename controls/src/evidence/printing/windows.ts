import type { Host } from '@tenken/shared';
import { dword, keyOrNull } from '../registry-values.ts';
import type { Unread } from '../unread.ts';
import type { Printing } from './schema.ts';

const spoolerKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Spooler';
const printersKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Print\\Printers';
const policies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Printers';
const managed = 'HKLM\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\Printers';
const disabled = 4;

/** Printers that write a file come with Windows and are counted like others. */
export async function readWindows(host: Host): Promise<Printing> {
  const unread: Unread[] = [];
  const service = await keyOrNull(host, unread, spoolerKey);
  const start = dword(service, 'Start');
  const printers = await keyOrNull(host, unread, printersKey);
  const policy = await keyOrNull(host, unread, policies);
  const pointAndPrint = await keyOrNull(host, unread, `${policies}\\PointAndPrint`);
  const mdm = await keyOrNull(host, unread, managed);
  const wasRead = unread.length === 0;
  const isControlled = dword(policy, 'EnableDeviceControl') ?? dword(mdm, 'EnableDeviceControl');
  // Since the repairs of August 2021 only administrators install drivers, unless this is set to 0.
  const restricted = dword(pointAndPrint, 'RestrictDriverInstallationToAdministrators');
  return {
    unread,
    spooler:
      service === null
        ? wasRead
          ? 'absent'
          : null
        : start === disabled
          ? 'disabled'
          : start === null
            ? null
            : 'enabled',
    printers: printers === null ? (wasRead ? 0 : null) : Math.min(10_000, printers.subkeys.length),
    deviceControl: isControlled === null ? (wasRead ? false : null) : isControlled === 1,
    addingRestricted: restricted === null ? (wasRead ? true : null) : restricted === 1,
  };
}
