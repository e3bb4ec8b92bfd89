import type { Unread } from '../unread.ts';
import { maxLineBytes, maxPackages } from './schema.ts';
import type { Group, Software, SoftwareSource } from './schema.ts';

/** Between the fields of a line; one that is part of a name becomes a space. */
const separator = '|';
/** Behind the name of what somebody asked for, where the package manager tells that from what came along. */
const chosenMark = '*';

export type Package = {
  source: SoftwareSource;
  name: string;
  version: string | null;
  /** `YYYY-MM-DD` */
  installedOn: string | null;
  publisher: string | null;
  architecture: string | null;
  /** True: it is here only because another package needs it; null = nobody keeps that apart. */
  automatic: boolean | null;
};

/** A package of which only the name is known so far. */
export function namedPackage(source: SoftwareSource, name: string): Package {
  return {
    source,
    name,
    version: null,
    installedOn: null,
    publisher: null,
    architecture: null,
    automatic: null,
  };
}

/** What was found, in the form that travels: the same packages give the same bytes, however they were listed. */
export function softwareOf(
  unread: Unread[],
  found: readonly (readonly [SoftwareSource, readonly Package[] | null])[],
): Software {
  const all = found.flatMap(([, packages]) => packages ?? []).map(bounded);
  const sorted = distinct(all);
  const listed = withinLimits(sorted);
  return {
    unread,
    sources: [
      ...new Set(found.flatMap(([source, packages]) => (packages === null ? [] : [source]))),
    ].toSorted(),
    total: sorted.length,
    truncated: listed.length < sorted.length,
    groups: grouped(listed),
  };
}

/** The packages of an evidence, one by one. */
export function packagesOf(software: Software): Package[] {
  return software.groups.flatMap(({ packages, marksChosen, ...group }) =>
    packages.flatMap((line) => {
      const [version, installedOn, ...names] = line.split(separator);
      return names.map((name) => ({
        ...group,
        name: marksChosen && name.endsWith(chosenMark) ? name.slice(0, -1) : name,
        version: version || null,
        installedOn: installedOn || null,
        automatic: marksChosen ? !name.endsWith(chosenMark) : null,
      }));
    }),
  );
}

function bounded(one: Package): Package {
  return {
    ...one,
    name: plain(one.name, 200),
    version: one.version === null ? null : plain(one.version, 100) || null,
    publisher: one.publisher === null ? null : plain(one.publisher, 200) || null,
    architecture: one.architecture === null ? null : plain(one.architecture, 32) || null,
  };
}

// oxlint-disable-next-line no-control-regex -- control characters are what is taken out
const unwanted = /[\u0000-\u001f\u007f|]+/g;

function plain(text: string, length: number): string {
  return text.toWellFormed().replaceAll(unwanted, ' ').trim().slice(0, length).toWellFormed();
}

function distinct(packages: readonly Package[]): Package[] {
  const byKey = new Map(packages.filter(({ name }) => name !== '').map((one) => [keyOf(one), one]));
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
}

function keyOf(one: Package): string {
  return [
    one.source,
    one.name,
    one.version ?? '',
    one.architecture ?? '',
    one.publisher ?? '',
    one.installedOn ?? '',
    String(one.automatic),
  ].join('\t');
}

/** As many from the front as fit, if each line held one package: lines that hold more are shorter. */
function withinLimits(packages: readonly Package[]): readonly Package[] {
  let bytes = 0;
  const seen = new Set<string>();
  for (const [index, one] of packages.entries()) {
    const line = lineKey(one);
    const group = groupKey(one);
    bytes += jsonBytes(shownName(one)) + 1;
    if (!seen.has(line)) bytes += jsonBytes(startOf(one)) + 3;
    if (!seen.has(group)) bytes += jsonBytes(group) + 100;
    seen.add(line).add(group);
    if (index >= maxPackages || bytes > maxLineBytes) return packages.slice(0, index);
  }
  return packages;
}

function shownName({ name, automatic }: Package): string {
  return automatic === false ? `${name}${chosenMark}` : name;
}

function startOf({ version, installedOn }: Package): string {
  return `${version ?? ''}${separator}${installedOn ?? ''}`;
}

function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

function groupKey({ source, publisher, architecture, automatic }: Package): string {
  return JSON.stringify([source, publisher, architecture, automatic !== null]);
}

function lineKey(one: Package): string {
  return JSON.stringify([groupKey(one), one.version, one.installedOn]);
}

function grouped(packages: readonly Package[]): Group[] {
  const groups = new Map<string, { head: Package; lines: Map<string, string[]> }>();
  for (const one of packages) {
    const key = groupKey(one);
    const group = groups.get(key) ?? { head: one, lines: new Map<string, string[]>() };
    groups.set(key, group);
    const start = startOf(one);
    const names = group.lines.get(start) ?? [];
    group.lines.set(start, names);
    names.push(shownName(one));
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { head, lines }]) => ({
      source: head.source,
      publisher: head.publisher,
      architecture: head.architecture,
      marksChosen: head.automatic !== null,
      packages: [...lines].flatMap(([start, names]) => shortLines(start, names)).toSorted(),
    }));
}

/** Lines of at most some thousand characters, each with its version: a large set may hold hundreds of packages. */
function shortLines(start: string, names: readonly string[]): string[] {
  const lines: string[] = [];
  let line = start;
  for (const name of names) {
    if (line.length > 4000) {
      lines.push(line);
      line = start;
    }
    line += `${separator}${name}`;
  }
  return [...lines, line];
}
