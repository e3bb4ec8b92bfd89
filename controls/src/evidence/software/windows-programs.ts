import { ProbeError } from '@tenken/shared';
import type { RegistryKey } from '@tenken/shared';
import * as z from 'zod/mini';
import { dword, shortText } from '../registry-values.ts';
import { namedPackage } from './package-list.ts';
import type { Package } from './package-list.ts';

/** One program as the script tells it; a part of another program carries no entry in the list of Windows. */
const Program = z.object({
  kind: z.literal('program'),
  /** `machine-64`, `machine-32` or the identifier of a person. */
  scope: z.string(),
  name: z.string(),
  version: z.string(),
  publisher: z.string(),
  date: z.string(),
  part: z.boolean(),
});

const App = z.object({ kind: z.literal('app'), name: z.string() });

/** A person's part of the registry, and where the file lies that holds it while nobody is logged in. */
const Profile = z.object({
  kind: z.literal('profile'),
  scope: z.string(),
  state: z.enum(['read', 'denied', 'not-loaded']),
  folder: z.string(),
});

/** An entry that Windows itself cannot read. */
const Odd = z.object({ kind: z.literal('odd'), scope: z.string(), name: z.string() });

const Row = z.discriminatedUnion('kind', [Program, App, Profile, Odd]);
export type Row = z.infer<typeof Row>;
export type Profile = z.infer<typeof Profile>;

const maxRows = 20_000;

/** @throws {ProbeError} `unparsable`, `output-limit` */
export function parseRows(answer: readonly unknown[]): Row[] {
  if (answer.length > maxRows) throw new ProbeError('output-limit', `${answer.length} programs`);
  return answer.map((entry) => {
    const row = Row.safeParse(entry);
    if (!row.success) {
      throw new ProbeError('unparsable', 'a program of Windows has other members than asked for');
    }
    return row.data;
  });
}

export function programsAmong(rows: readonly Row[]): Package[] {
  return rows.flatMap((row) => {
    if (row.kind !== 'program' || row.part) return [];
    const { scope, name, version, publisher, date } = row;
    const own = !scope.startsWith('machine-');
    return [
      {
        ...namedPackage(own ? 'windows-user-program' : 'windows-program', name),
        version: version || null,
        publisher: publisher || null,
        installedOn: installedOn(date),
        architecture: scope === 'machine-32' ? 'x86' : null,
      },
    ];
  });
}

/** One key below `Uninstall` of a registry file, by the rules of the script. */
export function programOf(key: RegistryKey, scope: string): Row | null {
  const name = shortText(key, 'DisplayName');
  if (name === null) return null;
  const part =
    dword(key, 'SystemComponent') === 1 ||
    shortText(key, 'ParentKeyName') !== null ||
    shortText(key, 'ParentDisplayName') !== null;
  return {
    kind: 'program',
    scope,
    name,
    version: shortText(key, 'DisplayVersion') ?? '',
    publisher: shortText(key, 'Publisher') ?? '',
    date: shortText(key, 'InstallDate') ?? '',
    part,
  };
}

/**
 * Apps of the store by their full names, `Name_Version_Architecture_Resource_Publisher`: display names are
 * translated. Language and scale packages of an app name a resource.
 */
export function appsAmong(rows: readonly Row[]): Package[] {
  return rows.flatMap((row) => (row.kind === 'app' ? (appOf(row.name) ?? []) : []));
}

function appOf(fullName: string): Package | null {
  const [name, version, architecture, resource, publisher, more] = fullName.split('_');
  if (!name || !version || !architecture || resource === undefined || !publisher || more !== undefined) {
    return null;
  }
  if (resource !== '' && resource !== '~') return null;
  // The identifier of a publisher is a hash of its certificate's subject; the part before it repeats in the name.
  return {
    ...namedPackage('windows-app', name),
    version,
    architecture: architecture === 'neutral' ? null : architecture,
    publisher,
  };
}

/** `YYYYMMDD`; some installers write dates of their own country, which cannot be told apart. */
function installedOn(date: string): string | null {
  const [, year, month, day] = /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(date) ?? [];
  if (!year || !month || !day || Number(month) > 12 || Number(day) > 31) return null;
  return month === '00' || day === '00' ? null : `${year}-${month}-${day}`;
}
