import { recorded, registryValue, saying } from '../machine.ts';
import type { WrongMachine } from '../machine.ts';

const overridden = recorded('screen-lock', 'linux-gnome-policy-overridden');
const enforced = recorded('screen-lock', 'linux-gnome-policy-locked');
const threeUsers = recorded('screen-lock', 'linux-gnome-defaults');
const withoutPassword = recorded('screen-lock', 'windows-no-password');
const desktop = 'HKU\\S-1-5-21-1111111111-2222222222-3333333333-1001\\Control Panel\\Desktop';
const settingsOf = (user: string) =>
  `runuser -u ${user} -- env HOME=/home/${user} gsettings list-recursively org.gnome.desktop.screensaver`;

/** Screens that lock in the settings one looks at first. */
export const screenLock: readonly WrongMachine[] = [
  {
    name: 'a policy without locks, which one user overrides',
    wrong: overridden,
    repaired: enforced,
    judged: { 'screen-lock-enforced': { wrong: ['fail', 'no-lock'], repaired: ['pass', 'locks'] } },
  },
  {
    name: 'a lock after ten minutes that asks for no password',
    wrong: withoutPassword,
    repaired: registryValue(withoutPassword, desktop, 'ScreenSaverIsSecure', { type: 'REG_SZ', data: '1' }),
    judged: { 'screen-lock-enforced': { wrong: ['fail', 'no-password'], repaired: ['pass', 'locks'] } },
  },
  {
    name: 'one of three users without a lock',
    wrong: saying(threeUsers, 'commands', settingsOf('carol'), ['lock-enabled true', 'lock-enabled false']),
    repaired: threeUsers,
    judged: { 'screen-lock-enforced': { wrong: ['fail', 'no-password'], repaired: ['pass', 'locks'] } },
  },
];
