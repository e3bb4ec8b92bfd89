import { own } from '@tenken/shared';
import type { CimInstance, Host } from '@tenken/shared';

/** One registration with the Windows Security Center. */
export type Registration = {
  name: string;
  /** `snoozed`: paused by the user. `expired`: the licence has ended, scanning has not necessarily. */
  state: 'on' | 'off' | 'snoozed' | 'expired' | 'other';
  /** Windows' own product. */
  microsoft: boolean;
  outdated: boolean;
  /** Path of the reporting program, variables not expanded; null when it names none. */
  program: string | null;
};

const states = { 0: 'off', 1: 'on', 2: 'snoozed', 3: 'expired' } as const;

/**
 * Bits of `productState`, undocumented and in agreement with the enumerations of the documented COM interface
 * (IWSCProductList): 12-15 state, 8-11 owner, 4-7 signatures. Any registered product has a value above 0, also one
 * that is switched off.
 */
export function decodeProductState(
  productState: number,
): Pick<Registration, 'state' | 'microsoft' | 'outdated'> {
  const nibble = (productState >>> 12) & 15;
  return {
    state: own(states, String(nibble)) ?? 'other',
    microsoft: ((productState >>> 8) & 15) === 1,
    outdated: ((productState >>> 4) & 15) !== 0,
  };
}

/** @throws {ProbeError} `not-found` on Windows Server, which has no Security Center */
export async function readRegistrations(host: Host): Promise<Registration[]> {
  const instances = await host.cim({
    namespace: 'root\\SecurityCenter2',
    className: 'AntiVirusProduct',
    properties: ['displayName', 'productState', 'pathToSignedProductExe', 'pathToSignedReportingExe'],
  });
  return instances.slice(0, 32).flatMap((instance) => registration(instance) ?? []);
}

function registration(instance: CimInstance): Registration | null {
  const { displayName, productState, pathToSignedProductExe, pathToSignedReportingExe } = instance;
  if (typeof displayName !== 'string' || typeof productState !== 'number') return null;
  const paths = [pathToSignedReportingExe, pathToSignedProductExe].filter((path) => typeof path === 'string');
  return {
    name: displayName,
    ...decodeProductState(productState),
    program: paths.find((path) => path.toLowerCase().endsWith('.exe')) ?? null,
  };
}

const variables: Record<string, string> = {
  '%programfiles%': 'C:\\Program Files',
  '%programfiles(x86)%': 'C:\\Program Files (x86)',
  '%programdata%': 'C:\\ProgramData',
  '%systemroot%': 'C:\\Windows',
  '%windir%': 'C:\\Windows',
};

export function expanded(path: string): string {
  return path
    .replace(/^"|"$/g, '')
    .replace(/^%[^%\\]+%/, (name) => own(variables, name.toLowerCase()) ?? name);
}
