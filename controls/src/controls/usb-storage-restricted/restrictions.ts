import type { Driver, Policy, UsbStorage } from '../../evidence/usb-storage/schema.ts';

/** What a person can do with a USB disk, from the strictest. */
export const levels = ['blocked', 'read-only', 'encrypted-only', 'open'] as const;
export type Level = (typeof levels)[number];

/** The strictest restriction that holds for everybody, and the code of what makes it. */
export type Restriction = {
  level: Level;
  by: 'policy' | 'drivers' | 'usbguard' | 'usbguard-listed-devices' | 'authorization' | null;
};

export function restrictionOf(state: UsbStorage): Restriction {
  const found: Restriction[] = [
    { level: 'open', by: null },
    { level: policyLevel(state.policies, 'disks'), by: 'policy' },
  ];
  if (state.drivers.length > 0 && state.drivers.every(isRefused)) {
    found.push({ level: 'blocked', by: 'drivers' });
  }
  const { usbguard, authorization } = state;
  if (usbguard?.running && usbguard.implicit !== 'allow' && usbguard.inserted !== 'other') {
    if (usbguard.allowsStorage === 'none') found.push({ level: 'blocked', by: 'usbguard' });
    if (usbguard.allowsStorage === 'listed-devices') {
      found.push({ level: 'blocked', by: 'usbguard-listed-devices' });
    }
  }
  // Only the command line holds over the next start.
  if (authorization?.now === 'none' && authorization.atBoot === 'none') {
    found.push({ level: 'blocked', by: 'authorization' });
  }
  return (
    found.toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level))[0] ?? {
      level: 'open',
      by: null,
    }
  );
}

/** The level for telephones and cameras; on Windows alone there are settings for them. */
export function portableLevel(state: UsbStorage): Level {
  return policyLevel(state.policies, 'portable-devices');
}

/** A refusal may come in two parts: one setting denies reading, another one writing. */
function policyLevel(policies: readonly Policy[], kind: 'disks' | 'portable-devices'): Level {
  const holding = policies.filter(
    ({ user, covers, deprecated }) => user === null && !deprecated && (covers === 'all' || covers === kind),
  );
  const readDenied = holding.some(({ read }) => read === 'denied');
  if (holding.some(({ write }) => write === 'denied')) return readDenied ? 'blocked' : 'read-only';
  return holding.some(({ write }) => write === 'encrypted-only') ? 'encrypted-only' : 'open';
}

/** Refused, and not in the kernel already: a driver that is loaded serves every disk until the next start. */
function isRefused({ state, loaded }: Driver): boolean {
  return (state === 'blocked' || state === 'absent') && loaded === false;
}

/** Something may restrict storage that cannot be judged from here. */
export function whatIsNotKnown({ drivers, policies, usbguard, otherControls }: UsbStorage): string | null {
  if (otherControls === null) return 'not-told';
  if (otherControls.length > 0) return 'decided-elsewhere';
  if (policies.some(({ deprecated }) => deprecated)) return 'deprecated-profile';
  if (drivers.some(({ state }) => state === 'custom-command') && !drivers.some(isUsable)) {
    return 'custom-command';
  }
  const refused =
    drivers.length > 0 && drivers.every(({ state }) => state === 'blocked' || state === 'absent');
  if (refused && drivers.every(({ loaded }) => loaded !== true)) return 'not-told';
  if (usbguard && (usbguard.running === null || (usbguard.running && usbguard.allowsStorage === null))) {
    return 'not-told';
  }
  return null;
}

function isUsable({ state, loaded }: UsbStorage['drivers'][number]): boolean {
  return loaded === true || state === 'loadable' || state === 'blacklisted' || state === 'built-in';
}
