import type { OsRelease } from '../evidence/os-release/schema.ts';

/** An operating system that is made for one person at a time. Linux does not tell: it counts as a server. */
export function isTerminal({ id, installationType }: OsRelease): boolean {
  return id === 'macos' || (id === 'windows' && installationType === 'Client');
}
