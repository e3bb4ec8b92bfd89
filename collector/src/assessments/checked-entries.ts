import type { DeclarationKind } from '@tenken/controls';
import { own, TenkenError } from '@tenken/shared';
import { folded, foldedHeading } from '../documents/japanese/folding.ts';
import { visibleText } from '../documents/visible-text.ts';
import { declarationColumns } from './declaration-columns.ts';
import type { DeclarationColumn } from './declaration-columns.ts';

/** What somebody entered, by heading. */
export type EnteredRow = { line: number; values: ReadonlyMap<string, string> };

const maxEntries = 10_000;
const maxLength = 1000;

/**
 * The entries of a declaration, by the fields of its kind. Headings are taken in Japanese and English, in any width and
 * case; empty values are left out.
 *
 * @param headings every heading there is, also of columns without values
 * @throws {TenkenError} `declaration-invalid` that names every fault: unknown, repeated and missing columns, empty and
 *   long values, entries that are there twice
 */
export function checkedEntries(
  kind: DeclarationKind,
  headings: readonly string[],
  rows: readonly EnteredRow[],
): Record<string, string>[] {
  const columns = declarationColumns[kind];
  const named = namedColumns(columns, headings);
  const faults = named.faults;
  if (rows.length === 0) faults.push('There is no entry.');
  if (rows.length > maxEntries) faults.push(`There are more than ${maxEntries} entries.`);
  const entries: Record<string, string>[] = [];
  if (faults.length === 0) {
    const seen = new Map<string, number>();
    for (const { line, values } of rows) {
      const entry = Object.fromEntries(
        [...named.fields]
          .map(([heading, { field }]) => [field, values.get(heading)?.toWellFormed().trim() ?? ''] as const)
          .filter(([, value]) => value !== ''),
      );
      faults.push(...entryFaults(columns, entry).map((fault) => `Line ${line}, ${fault}`));
      const key = JSON.stringify(
        columns
          .filter(({ isKey }) => isKey)
          .map(({ field, isExact }) => (isExact ? own(entry, field) : folded(own(entry, field) ?? ''))),
      );
      const earlier = seen.get(key);
      if (earlier !== undefined) faults.push(`Line ${line}: the same is on line ${earlier} already.`);
      seen.set(key, earlier ?? line);
      entries.push(entry);
    }
  }
  if (faults.length > 0) {
    throw new TenkenError(
      'declaration-invalid',
      `The declaration was not taken; correct it and declare again.\n${faults.join('\n')}`,
    );
  }
  return entries;
}

function entryFaults(
  columns: readonly DeclarationColumn[],
  entry: Readonly<Record<string, string>>,
): string[] {
  return columns.flatMap(({ field, heading, isRequired, fault }) => {
    const value = own(entry, field);
    if (value === undefined) return isRequired ? [`${heading}: empty.`] : [];
    if (value.length > maxLength) return [`${heading}: longer than ${maxLength} characters.`];
    const wrong = fault?.(value) ?? null;
    return wrong === null ? [] : [`${heading}: ${wrong}`];
  });
}

function namedColumns(
  columns: readonly DeclarationColumn[],
  headings: readonly string[],
): { fields: Map<string, DeclarationColumn>; faults: string[] } {
  const fields = new Map<string, DeclarationColumn>();
  const faults: string[] = [];
  for (const heading of headings) {
    const found = columns.find(({ field, heading: own, also }) =>
      [field, own, ...also].some((name) => key(name) === key(heading)),
    );
    const earlier = [...fields].find(([, column]) => column === found)?.[0];
    if (!found) faults.push(`The column ${shown(heading)} is not known.`);
    else if (earlier !== undefined) {
      faults.push(`The columns ${shown(earlier)} and ${shown(heading)} mean the same; keep one of them.`);
    } else fields.set(heading, found);
  }
  const given = new Set(fields.values());
  for (const column of columns) {
    if (column.isRequired && !given.has(column)) faults.push(`The column ${column.heading} is missing.`);
  }
  if (faults.length > 0) faults.push(`The columns are: ${columns.map(described).join(', ')}.`);
  return { fields, faults };
}

/** As help and errors name a column. */
export function described({ field, heading, isRequired }: DeclarationColumn): string {
  return `${heading} (${field}${isRequired ? ', required' : ''})`;
}

function key(heading: string): string {
  return foldedHeading(heading).replaceAll(/[_.\-・]/g, '');
}

function shown(text: string): string {
  return `'${Array.from(visibleText(text)).slice(0, 40).join('')}'`;
}
