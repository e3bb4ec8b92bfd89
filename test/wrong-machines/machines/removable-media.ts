import { having, recorded, registryValue } from '../machine.ts';
import type { Machine, WrongMachine } from '../machine.ts';

const blocked = recorded('usb-storage', 'linux-blocked');
const bothOff = recorded('usb-storage', 'windows-both-drivers-disabled');
const denied = recorded('usb-storage', 'windows-deny-all-user-says-no');
const oneUser = recorded('usb-storage', 'windows-one-user-only');
const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const removable = 'HKLM\\Software\\Policies\\Microsoft\\Windows\\RemovableStorageDevices';

function started(machine: Machine, name: string, start: number): Machine {
  return registryValue(machine, `${services}\\${name}`, 'Start', { type: 'REG_DWORD', data: start });
}

/** USB storage that is switched off in the place one looks at first. */
export const removableMedia: readonly WrongMachine[] = [
  {
    name: 'USB storage refused in modprobe.d, its driver loaded before',
    wrong: having(blocked, {
      statuses: { '/sys/module/usb_storage': { type: 'folder', sizeBytes: 0, mode: 0o755, uid: 0, gid: 0 } },
    }),
    repaired: blocked,
    judged: {
      'usb-storage-restricted': { wrong: ['fail', 'driver-loaded'], repaired: ['pass', 'restricted'] },
    },
  },
  {
    name: 'USBSTOR enabled again by a user, on a machine whose drivers are denied',
    wrong: started(bothOff, 'USBSTOR', 3),
    repaired: bothOff,
    judged: {
      'usb-storage-restricted': { wrong: ['fail', 'one-driver-open'], repaired: ['pass', 'restricted'] },
    },
  },
  {
    name: 'USBSTOR enabled by a user whose own policy alone denies',
    wrong: started(oneUser, 'USBSTOR', 3),
    repaired: registryValue(started(oneUser, 'USBSTOR', 3), removable, 'Deny_All', {
      type: 'REG_DWORD',
      data: 1,
    }),
    judged: {
      'usb-storage-restricted': { wrong: ['fail', 'only-some-users'], repaired: ['pass', 'restricted'] },
    },
  },
  {
    // Beside them: the machine's policy holds whatever a user says and starts. Without it the same machine is open.
    name: 'USBSTOR enabled by a user, without the policy of the machine that denied',
    wrong: having(started(denied, 'USBSTOR', 3), { registry: { [removable]: null } }),
    repaired: started(denied, 'USBSTOR', 3),
    judged: { 'usb-storage-restricted': { wrong: ['fail', 'open'], repaired: ['pass', 'restricted'] } },
  },
];
