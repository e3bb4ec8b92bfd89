import { sshProfiles } from './ssh/registry.ts';
import { sshRows } from './ssh/rows.ts';
import { tlsProfiles } from './tls/registry.ts';

/** The ids of the rows of every profile, by its id: what a record of comparison may name. */
export function comparableRows(): ReadonlyMap<string, ReadonlySet<string>> {
  const all = [
    ...tlsProfiles(),
    ...Object.values(sshProfiles).map((profile) => ({ id: profile.id, rows: sshRows(profile) })),
  ];
  return new Map(all.map(({ id, rows }) => [id, new Set(rows.map((row) => row.id))]));
}
