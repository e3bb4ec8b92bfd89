import { posix } from 'node:path';
import { TenkenError } from '@tenken/shared';
import { openArchive } from './archive.ts';
import { richText } from './cell-value.ts';
import { child, children, isSet, parseXml, rootOf } from './xml.ts';
import type { Document, Element } from './xml.ts';

export type SheetPart = { name: string; path: string };

type Relationship = { id: string; type: string; target: string };

/** A workbook that somebody gave us: its parts as they are, and where sheets and shared texts lie among them. */
export class WorkbookPackage {
  readonly parts: Map<string, Uint8Array>;
  readonly workbookPath: string;
  readonly sheets: SheetPart[];
  readonly strings: string[];
  /** Names that formulas may use, to what they stand for. */
  readonly names: Map<string, string>;
  readonly calculationChain: string | null;
  readonly isSigned: boolean;
  /** Dates are counted from 1904, as in workbooks of old Macintoshes. */
  readonly since1904: boolean;
  readonly #documents = new Map<string, Document>();

  /** @throws {TenkenError} `template-unusable` */
  constructor(bytes: Uint8Array) {
    this.parts = openArchive(bytes);
    const root = this.#relationships('');
    this.workbookPath = target(root, 'officeDocument') ?? missing('the workbook');
    this.isSigned = root.some(({ type }) => type.endsWith('/origin') && type.includes('digital-signature'));
    const related = this.#relationships(this.workbookPath);
    this.calculationChain = target(related, 'calcChain');
    const workbook = rootOf(this.document(this.workbookPath), this.workbookPath);
    this.sheets = sheetsOf(workbook, related);
    this.names = namesOf(workbook);
    const properties = child(workbook, 'workbookPr');
    this.since1904 = properties !== null && isSet(properties, 'date1904');
    this.strings = this.#sharedStrings(target(related, 'sharedStrings'));
  }

  /** The part as a tree; the same tree each time. */
  document(path: string): Document {
    const known = this.#documents.get(path);
    if (known) return known;
    const document = parseXml(this.parts.get(path) ?? missing(path), path);
    this.#documents.set(path, document);
    return document;
  }

  relationshipsPath(path: string): string {
    return posix.join(posix.dirname(path), '_rels', `${posix.basename(path)}.rels`);
  }

  #relationships(path: string): Relationship[] {
    const part = this.relationshipsPath(path);
    const bytes = this.parts.get(part);
    if (!bytes) return [];
    return children(rootOf(this.document(part), part), 'Relationship')
      .filter((element) => element.getAttribute('TargetMode') !== 'External')
      .map((element) => ({
        id: element.getAttribute('Id') ?? '',
        type: element.getAttribute('Type') ?? '',
        target: resolved(path, element.getAttribute('Target') ?? ''),
      }));
  }

  #sharedStrings(path: string | null): string[] {
    if (path === null) return [];
    return children(rootOf(this.document(path), path), 'si').map(richText);
  }
}

function sheetsOf(workbook: Element, related: readonly Relationship[]): SheetPart[] {
  const listed = child(workbook, 'sheets');
  return (listed ? children(listed, 'sheet') : []).flatMap((element) => {
    const id = Array.from(element.attributes).find(
      ({ localName, prefix }) => localName === 'id' && prefix,
    )?.value;
    const found = related.find((relationship) => relationship.id === id);
    // Charts have tabs as well.
    if (!found?.type.endsWith('/worksheet')) return [];
    return [{ name: element.getAttribute('name') ?? '', path: found.target }];
  });
}

function namesOf(workbook: Element): Map<string, string> {
  const listed = child(workbook, 'definedNames');
  return new Map(
    (listed ? children(listed, 'definedName') : []).map((element) => [
      element.getAttribute('name') ?? '',
      element.textContent ?? '',
    ]),
  );
}

/** Targets are relative to the folder of the part that names them, or begin at the root. */
function resolved(from: string, path: string): string {
  return path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from || 'x'), path);
}

function target(relationships: readonly Relationship[], type: string): string | null {
  return relationships.find((relationship) => relationship.type.endsWith(`/${type}`))?.target ?? null;
}

function missing(what: string): never {
  throw new TenkenError(
    'template-unusable',
    `The workbook cannot be read: ${what} is missing. Save the form again in Excel as .xlsx.`,
  );
}
