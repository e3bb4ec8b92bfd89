import type { Unread } from '../unread.ts';
import { maxLineBytes, maxPackages } from './schema.ts';
import type { Group, Software, SoftwareSource } from './schema.ts';

/** Between the fields of a line; one that is part of a name becomes a space. */
const separator = '|';
/** Behind the name of what somebody asked for, where the package manager tells that from what came along. */
const chosenMark = '*';
/** Before the source package of the names that follow in a line; its version, where it is another, after the second. */
const sourceMark = '<';
const versionMark = '=';

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
  /**
   * What it was built from: null = its own name and version; the version is null where it is the same. Left out where
   * the package manager does not tell.
   */
  builtFrom?: { name: string; version: string | null } | null | undefined;
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
  return software.groups.flatMap(({ packages, marksChosen, tellsSources, ...group }) =>
    packages.flatMap((line) => {
      const [version, installedOn, ...names] = line.split(separator);
      let builtFrom: Package['builtFrom'] = null;
      return names.flatMap((name): Package[] => {
        if (tellsSources && name.startsWith(sourceMark)) {
          builtFrom = readSource(name);
          return [];
        }
        const one = {
          ...group,
          name: marksChosen && name.endsWith(chosenMark) ? name.slice(0, -1) : name,
          version: version || null,
          installedOn: installedOn || null,
          automatic: marksChosen ? !name.endsWith(chosenMark) : null,
        };
        return [tellsSources ? { ...one, builtFrom } : one];
      });
    }),
  );
}

function readSource(text: string): { name: string; version: string | null } {
  const at = text.indexOf(versionMark);
  const end = at < 0 ? text.length : at;
  return { name: text.slice(sourceMark.length, end), version: at < 0 ? null : text.slice(at + 1) };
}

function shownSource({ builtFrom }: Package): string {
  if (!builtFrom) return '';
  const version = builtFrom.version === null ? '' : `${versionMark}${builtFrom.version}`;
  return `${sourceMark}${builtFrom.name}${version}`;
}

function bounded(one: Package): Package {
  return {
    ...one,
    name: plain(one.name, 200),
    version: one.version === null ? null : plain(one.version, 100) || null,
    publisher: one.publisher === null ? null : plain(one.publisher, 200) || null,
    architecture: one.architecture === null ? null : plain(one.architecture, 32) || null,
    ...(one.builtFrom !== undefined && { builtFrom: boundedSource(one) }),
  };
}

function boundedSource({ name, version, builtFrom }: Package): NonNullable<Package['builtFrom']> | null {
  if (!builtFrom) return null;
  const source = plain(builtFrom.name, 200).replaceAll(versionMark, ' ');
  const other = builtFrom.version === null ? null : plain(builtFrom.version, 100) || null;
  const told = other === version ? null : other;
  return source === '' || (source === name && told === null) ? null : { name: source, version: told };
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
    shownSource(one),
  ].join('\t');
}

/** As many from the front as fit, if each line held one package: lines that hold more are shorter. */
function withinLimits(packages: readonly Package[]): readonly Package[] {
  let bytes = 0;
  const seen = new Set<string>();
  for (const [index, one] of packages.entries()) {
    const line = lineKey(one);
    const group = groupKey(one);
    const source = shownSource(one);
    const sourceKey = `${line} ${source}`;
    if (source !== '' && !seen.has(sourceKey)) bytes += jsonBytes(source) + 1;
    bytes += jsonBytes(shownName(one)) + 1;
    if (!seen.has(line)) bytes += jsonBytes(startOf(one)) + 3;
    if (!seen.has(group)) bytes += jsonBytes(group) + 100;
    seen.add(line).add(group).add(sourceKey);
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

function groupKey({ source, publisher, architecture, automatic, builtFrom }: Package): string {
  return JSON.stringify([source, publisher, architecture, automatic !== null, builtFrom !== undefined]);
}

function lineKey(one: Package): string {
  return JSON.stringify([groupKey(one), one.version, one.installedOn]);
}

function grouped(packages: readonly Package[]): Group[] {
  const groups = new Map<string, { head: Package; lines: Map<string, Map<string, string[]>> }>();
  for (const one of packages) {
    const key = groupKey(one);
    const group = groups.get(key) ?? { head: one, lines: new Map<string, Map<string, string[]>>() };
    groups.set(key, group);
    const start = startOf(one);
    const sources = group.lines.get(start) ?? new Map<string, string[]>();
    group.lines.set(start, sources);
    const source = shownSource(one);
    const names = sources.get(source) ?? [];
    sources.set(source, names);
    names.push(shownName(one));
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { head, lines }]) => ({
      source: head.source,
      publisher: head.publisher,
      architecture: head.architecture,
      marksChosen: head.automatic !== null,
      ...(head.builtFrom !== undefined && { tellsSources: true }),
      packages: [...lines].flatMap(([start, sources]) => shortLines(start, sources)).toSorted(),
    }));
}

/** Lines of at most some thousand characters, each with its version: a large set may hold hundreds of packages. */
function shortLines(start: string, sources: ReadonlyMap<string, readonly string[]>): string[] {
  const lines: string[] = [];
  let line = start;
  // Names that were built from themselves have the empty source, which sorts first.
  for (const [source, names] of [...sources].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (source !== '') line += `${separator}${source}`;
    for (const name of names) {
      if (line.length > 4000) {
        lines.push(line);
        line = source === '' ? start : `${start}${separator}${source}`;
      }
      line += `${separator}${name}`;
    }
  }
  return [...lines, line];
}
