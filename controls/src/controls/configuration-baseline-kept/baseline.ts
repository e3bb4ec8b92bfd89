import { configurations } from './configuration.ts';
import type { Setting } from './settings.ts';

/** A line of a baseline: the setting as `KIND.path`, and what it has to be. */
export type BaselineEntry = { setting: string; value: string };

const present = 'present';
const absent = 'absent';

/** Kinds of evidence that hold configuration, by id. */
export const configurationKinds: readonly string[] = configurations.map(({ kind }) => kind.id);

/** The settings that evidence of one kind holds; [] for a kind that holds none. @param data as its schema has it */
export function settingsOf(kind: string, data: unknown): Setting[] {
  const found = configurations.find((one) => one.kind.id === kind);
  const settings = found?.settings(data as never) ?? [];
  const byPath = Map.groupBy(settings, ({ path }) => `${kind}.${path}`);
  return [...byPath]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, alike]) => ({ ...together(alike), path }));
}

/** Two things that bear the same name are one setting that has both values. */
function together(alike: readonly Setting[]): Setting {
  const [first] = alike;
  if (!first) throw new Error('no setting');
  if (alike.length === 1 || 'members' in first) return first;
  const values = alike.map((setting) => ('value' in setting ? setting.value : null));
  const all = values.filter((value) => value !== null);
  const value = all.length < values.length ? null : [...new Set(all)].toSorted().join('; ');
  return { path: first.path, value };
}

/**
 * Settings as the lines of a baseline that they keep. Of a list each element is `present`, and the last line, `[*]`, says
 * that there are no others. What the system did not say has no line.
 */
export function baselineOf(settings: readonly Setting[]): BaselineEntry[] {
  return settings.flatMap((setting) => {
    if ('value' in setting) {
      return setting.value === null ? [] : [{ setting: setting.path, value: setting.value }];
    }
    if (setting.members === null) return [];
    return [
      ...setting.members.map((member) => ({ setting: `${setting.path}[${member}]`, value: present })),
      { setting: `${setting.path}[*]`, value: absent },
    ];
  });
}

/** The kind in front of the path; null where no configuration of such a kind is known. */
export function kindOf(setting: string): string | null {
  const kind = setting.split('.', 1)[0] ?? '';
  return configurationKinds.includes(kind) ? kind : null;
}

/** Of a kind that is known, and `[*]` says nothing but that there are no others. */
export function isUnderstood({ setting, value }: BaselineEntry): boolean {
  return kindOf(setting) !== null && (!setting.endsWith('[*]') || value === absent);
}

export type Difference = { setting: string; expected: string; observed: string };

export type Compared = {
  differences: Difference[];
  /** Settings that the evidence does not hold any more, or of which the system did not say what they are. */
  notSeen: string[];
};

/** Holds what is there against a baseline. */
export function compared(baseline: readonly BaselineEntry[], settings: readonly Setting[]): Compared {
  const entered = new Set(baseline.map(({ setting }) => setting));
  const values = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  for (const setting of settings) {
    if ('value' in setting) {
      if (setting.value !== null) values.set(setting.path, setting.value);
    } else if (setting.members !== null) {
      lists.set(setting.path, setting.members);
      for (const member of setting.members) values.set(`${setting.path}[${member}]`, present);
    }
  }
  const result: Compared = { differences: [], notSeen: [] };
  for (const { setting, value } of baseline.filter(isUnderstood)) {
    if (setting.endsWith('[*]')) {
      const list = setting.slice(0, -'[*]'.length);
      const found = lists.get(list);
      if (found === undefined) result.notSeen.push(setting);
      for (const member of found ?? []) {
        const own = `${list}[${member}]`;
        if (!entered.has(own)) result.differences.push({ setting: own, expected: absent, observed: present });
      }
      continue;
    }
    const observed = values.get(setting) ?? (isElement(setting, lists) ? absent : undefined);
    if (observed === undefined) result.notSeen.push(setting);
    else if (observed !== value) result.differences.push({ setting, expected: value, observed });
  }
  return result;
}

/** An element of a list that was read in full, and is not in it. */
function isElement(setting: string, lists: ReadonlyMap<string, readonly string[]>): boolean {
  return setting.endsWith(']') && lists.has(setting.slice(0, setting.indexOf('[')));
}
