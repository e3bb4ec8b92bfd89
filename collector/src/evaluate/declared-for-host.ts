import { own } from '@tenken/shared';
import { declarationKinds } from '@tenken/controls';
import type { Declared } from '@tenken/controls';
import { declarationColumns } from '../assessments/declaration-columns.ts';
import { foldedName } from '../assessments/folded-name.ts';
import { folded } from '../documents/japanese/folding.ts';

/** By what an entry can name a host. */
export type NamedHost = { name: string; label: string; platform: string };

/**
 * What declarations say of one host. Entries of kinds that have a target count for the hosts that it names: `*` for all,
 * an operating system (`linux`, `windows`, `macos`), a label, or a host's name with or without its domain. Where several
 * tell the same host the same thing, the narrower target holds, in this order. A declaration none of whose entries names
 * the host is not declared for it.
 */
export function declaredForHost<One extends Declared>(declared: readonly One[]): (host: NamedHost) => One[] {
  const prepared = declared.map((one) => ({ one, byTarget: entriesByTarget(one) }));
  return (host) =>
    prepared.flatMap(({ one, byTarget }) => {
      if (byTarget === null) return [one];
      const { name, label, platform } = host;
      const named = [folded(platform), folded(label), foldedName(name), folded(name)];
      const entries = new Map<string, Record<string, string>>();
      for (const target of ['*', ...named.filter((target) => target !== '')]) {
        for (const { about, entry } of byTarget.get(target) ?? []) entries.set(about, entry);
      }
      return entries.size === 0 ? [] : [{ ...one, entries: [...entries.values()] }];
    });
}

type Targeted = { about: string; entry: Record<string, string> };

/** Null for a kind whose entries name no hosts. */
function entriesByTarget({ kind, entries }: Declared): Map<string, Targeted[]> | null {
  const known = declarationKinds.find((one) => one === kind);
  const columns = known ? declarationColumns[known] : [];
  const target = columns.find(({ isTarget }) => isTarget);
  if (!target) return null;
  const others = columns.filter((column) => column.isKey && column !== target);
  const targeted = entries.map((entry) => ({
    about: JSON.stringify(others.map(({ field }) => own(entry, field) ?? '')),
    entry,
  }));
  return Map.groupBy(targeted, ({ entry }) => folded(own(entry, target.field) ?? ''));
}
