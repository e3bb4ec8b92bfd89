import { folded } from '../documents/japanese/folding.ts';

/** What a host is found by. */
export type NamedHost = {
  name: string;
  label: string;
  os_name: string | null;
  os_version: string | null;
};

/**
 * What is kept of a host for lists: its place by name, the words that it is found by, its operating system. Its id is
 * looked up by itself.
 */
export function hostColumns(host: NamedHost): { sort_name: string; search: string; system: string } {
  const system = systemOf(host);
  return {
    sort_name: folded(host.name),
    search: folded([host.name, host.label, system].join(' ')),
    system,
  };
}

/**
 * One name for a system with its version; '' where a host has told neither. Windows counts its monthly updates in a
 * fourth number, by which no two groups of machines would be the same.
 */
function systemOf({ os_name: name, os_version: version }: Pick<NamedHost, 'os_name' | 'os_version'>): string {
  const short = version?.split('.').slice(0, 3).join('.') ?? '';
  return [name ?? '', short].filter((part) => part !== '').join(' ');
}
