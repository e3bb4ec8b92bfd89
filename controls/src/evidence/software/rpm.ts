import { ProbeError } from '@tenken/shared';
import { namedPackage } from './package-list.ts';
import type { Package } from './package-list.ts';

/** Fields of `parseRpmQuery`. rpm itself writes the tabs; the epoch is left out where there is none. */
export const rpmQuery = [
  '-qa',
  '--qf',
  '%{NAME}\\t%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{VENDOR}\\t%{INSTALLTIME}\\n',
];

export function parseRpmQuery(output: string): Package[] {
  const packages: Package[] = [];
  for (const line of output.split('\n')) {
    if (line === '') continue;
    const [name, version, architecture, vendor, installed] = line.split('\t');
    if (!name || !version || !architecture || vendor === undefined || !/^\d{1,12}$/.test(installed ?? '')) {
      throw new ProbeError('unparsable', 'a line of rpm -qa has other fields than asked for');
    }
    // Keys of repositories are kept as packages.
    if (name === 'gpg-pubkey') continue;
    packages.push({
      ...namedPackage('rpm', name),
      version,
      architecture: known(architecture),
      publisher: known(vendor),
      installedOn: day(Number(installed)),
    });
  }
  return packages;
}

function known(value: string): string | null {
  return value === '' || value === '(none)' ? null : value;
}

function day(seconds: number): string | null {
  return seconds > 0 && seconds < 253_402_300_800
    ? new Date(seconds * 1000).toISOString().slice(0, 10)
    : null;
}
