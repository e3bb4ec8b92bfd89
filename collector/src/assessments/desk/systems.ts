import { checklists } from '@tenken/controls';
import type { DeclarationKind } from '@tenken/controls';
import { TenkenError, text } from '@tenken/shared';
import type { LedgerRow } from '../../documents/csv/read-ledger.ts';
import { readLedger } from '../../documents/csv/read-ledger.ts';
import type { TextEncoding } from '../../documents/csv/text-encoding.ts';
import type { Asset, Declaration, Organisation, System } from '../../store/assessments/system-repository.ts';
import { checklistOf, lastDay, words } from '../checked-input.ts';
import { entriesOf } from '../read-declaration.ts';
import type { DeskContext } from './context.ts';
import { printedName } from './who.ts';
import type { Who } from './who.ts';

/** What is given of a system; what is left out stays as it is. `labels`: [] for every host of the collector. */
export type SystemChange = {
  id: string;
  name?: string | undefined;
  labels?: string[] | undefined;
  organisation?: Some<Omit<Organisation, 'contact'>> | undefined;
  /** Null: nobody is named. */
  contact?: Some<NonNullable<Organisation['contact']>> | null | undefined;
};

type Some<Fields> = { [Name in keyof Fields]?: Fields[Name] | undefined };

/** What became of a ledger file. */
export type LedgerReceipt = {
  machines: number;
  excluded: number;
  encoding: TextEncoding;
  ignoredColumns: string[];
  /** Rows of empty cells, which were left out. */
  blankRows: number;
  sha256: string;
};

/** Instants are ISO 8601. */
type DeclarationView = Omit<Declaration, 'at'> & { at: string };

const reviewDays = 3 * 366;

/** 関係システム: which hosts an application covers, whose they are, and what the organisation declares of them. */
export function systemActions({ repositories: { systems } }: DeskContext) {
  return {
    listSystems: (_: Record<string, never>, { now }: Who): Promise<System[]> => systems.list(now),

    /** @throws {TenkenError} `usage`, `checklist-unknown` */
    async setSystem(change: SystemChange, who: Who): Promise<System> {
      const before = (await systems.list(who.now)).find(({ id }) => id === change.id);
      const system = changed(before, change);
      await systems.put(system, who);
      return system;
    },

    /** @throws {TenkenError} `system-unknown`, `file-encoding`, `ledger-invalid` */
    async importLedger(
      {
        system,
        content,
        encoding,
      }: { system: string; content: Uint8Array; encoding?: TextEncoding | undefined },
      who: Who,
    ): Promise<LedgerReceipt> {
      await systems.get(system, who.now);
      const { rows, sha256, encoding: read, ignoredColumns, blankRows } = readLedger(content, encoding);
      await systems.importLedger(system, { sha256, assets: rows.map((row) => assetOf(row)) }, who);
      const excluded = rows.filter(({ excludedReason }) => excludedReason !== null).length;
      const machines = rows.length;
      return { machines, excluded, encoding: read, ignoredColumns: [...ignoredColumns], blankRows, sha256 };
    },

    /** @throws {TenkenError} `system-unknown`, `declaration-invalid`, `date-invalid`, `person-missing`, `usage` */
    async declare(
      asked: {
        system: string;
        kind: DeclarationKind;
        entries: unknown;
        reviewOn: string;
        person?: string | undefined;
        /** Also where less than half of the entries would be left. */
        replace?: boolean | undefined;
      },
      who: Who,
    ): Promise<{ id: string; entries: number; replaced: number }> {
      const declaration = {
        kind: asked.kind,
        entries: entriesOf(asked.kind, asked.entries),
        person: printedName(asked.person, who),
        reviewOn: lastDay(asked.reviewOn, text('見直しの期限', 'The review'), who.now, reviewDays),
      };
      await systems.get(asked.system, who.now);
      const before = (await systems.declarations(asked.system, who.now)).find(
        ({ kind }) => kind === asked.kind,
      );
      const entries = declaration.entries.length;
      const replaced = before?.entries.length ?? 0;
      if (entries * 2 < replaced && asked.replace !== true) {
        throw new TenkenError(
          'declaration-invalid',
          `The declaration was not taken: it would replace ${replaced} entries by ${entries}. A declaration holds all entries, those of before too; where so many are meant to go, say so with --replace ("replace": true).`,
        );
      }
      const id = await systems.declare(asked.system, declaration, who);
      return { id, entries, replaced };
    },

    /** What holds of each kind. @throws {TenkenError} `system-unknown` */
    async listDeclarations({ system }: { system: string }, { now }: Who): Promise<DeclarationView[]> {
      await systems.get(system, now);
      const all = await systems.declarations(system, now);
      return all.map(({ at, ...declaration }) => ({ ...declaration, at: new Date(at).toISOString() }));
    },
  };
}

/** @throws {TenkenError} `usage`, `checklist-unknown` */
function changed(before: System | undefined, change: SystemChange): System {
  const { id, organisation: given = {} } = change;
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) {
    throw new TenkenError('usage', 'The id of a system is 1 to 40 of a-z, 0-9 and -.');
  }
  const organisation = given.name ?? before?.organisation.name;
  const labels = change.labels ?? before?.labels;
  if (organisation === undefined) {
    throw new TenkenError('usage', 'A new system needs the name of its organisation: --organisation.');
  }
  if (labels === undefined) {
    throw new TenkenError('usage', 'A new system needs labels of its hosts, --label, or --every-host.');
  }
  for (const [checklist, kind] of Object.entries(given.kinds ?? {})) refuseUnknownKind(checklist, kind);
  return {
    id,
    name: words(change.name ?? before?.name ?? id, text('名前', 'The name')),
    labels,
    organisation: {
      name: words(organisation, text('機関の名前', 'The name of the organisation')),
      department:
        given.department === undefined ? (before?.organisation.department ?? null) : given.department,
      kinds: { ...before?.organisation.kinds, ...given.kinds },
      hasAggregator: given.hasAggregator ?? before?.organisation.hasAggregator ?? false,
      contact: contactOf(change.contact, before?.organisation.contact ?? null),
    },
  };
}

function contactOf(given: SystemChange['contact'], before: Organisation['contact']): Organisation['contact'] {
  if (given === undefined) return before;
  if (given === null) return null;
  return {
    person: given.person ?? before?.person ?? '',
    telephone: given.telephone ?? before?.telephone ?? '',
    mail: given.mail ?? before?.mail ?? '',
  };
}

/** @throws {TenkenError} `checklist-unknown`, `usage` */
function refuseUnknownKind(checklist: string, kind: string): void {
  const { organisationKinds } = checklistOf(checklists(), checklist);
  if (organisationKinds.some(({ id }) => id === kind)) return;
  const known = organisationKinds.map(({ id, name }) => `${id} (${name.ja})`).join(', ');
  throw new TenkenError('usage', `${checklist} has no such kind of organisation. There are: ${known}.`);
}

function assetOf({ assetNumber, name, excludedReason, ...row }: LedgerRow): Asset {
  const { department, location, user, serialNumber } = row;
  const details = { department, location, user, serialNumber };
  const told = Object.entries(details).filter((entry): entry is [string, string] => entry[1] !== null);
  return { assetNumber, name, excludedReason, details: Object.fromEntries(told) };
}
