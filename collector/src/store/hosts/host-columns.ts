import { folded } from '../../documents/japanese/folding.ts';

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
  const system = beginning(systemOf(host), mostOfOne);
  return {
    sort_name: sortName(host.name),
    search: beginning(folded([host.name, host.label, system].join(' ')), mostOfAll),
    system,
  };
}

/** A name as lists are sorted by it. */
export function sortName(name: string): string {
  return beginning(folded(name), mostOfOne);
}

/**
 * In characters of at most four bytes: an entry of an index of PostgreSQL has 2,704 bytes at most, and some hold two of
 * these and an id. A host may say more of itself, and is then found by the beginning.
 */
const mostOfOne = 256;
const mostOfAll = 600;

function beginning(text: string, characters: number): string {
  return text.length <= characters ? text : Array.from(text).slice(0, characters).join('');
}

/**
 * One name for a system with its version; '' where a host has told neither. Windows counts its monthly updates in a
 * fourth number, by which no two groups of machines would be the same.
 */
function systemOf({ os_name: name, os_version: version }: Pick<NamedHost, 'os_name' | 'os_version'>): string {
  const short = version?.split('.').slice(0, 3).join('.') ?? '';
  return [name ?? '', short].filter((part) => part !== '').join(' ');
}
