import type { DeclarationKind } from '@tenken/controls';
import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { folded, foldedHeading } from '../documents/japanese/folding.ts';
import { visibleText } from '../documents/visible-text.ts';
import { declarationColumns } from './declaration-columns.ts';
import type { DeclarationColumn } from './declaration-columns.ts';
import { ToldError } from '../told-error.ts';
import { valueFault } from './value-faults.ts';

/** What somebody entered, by heading. */
export type EnteredRow = { line: number; values: ReadonlyMap<string, string> };

const maxEntries = 10_000;
const maxLength = 1000;
/** A page shows no more; the message names all of them. */
const mostTold = 100;

/**
 * The entries of a declaration, by the fields of its kind. Headings are taken in Japanese and English, in any width and
 * case; empty values are left out.
 *
 * @param headings every heading there is, also of columns without values
 * @throws {TenkenError} `declaration-invalid` that names every fault: unknown, repeated and missing columns, empty and
 *   long values, values that are none of their column, entries that are there twice
 */
export function checkedEntries(
  kind: DeclarationKind,
  headings: readonly string[],
  rows: readonly EnteredRow[],
): Record<string, string>[] {
  const columns = declarationColumns[kind];
  const named = namedColumns(columns, headings);
  const faults = named.faults;
  if (rows.length === 0) faults.push(text('項目が一つもない。', 'There is no entry.'));
  if (rows.length > maxEntries) {
    faults.push(text(`項目が${maxEntries}件を超えている。`, `There are more than ${maxEntries} entries.`));
  }
  const entries: Record<string, string>[] = [];
  if (faults.length === 0) {
    const seen = new Map<string, number>();
    for (const { line, values } of rows) {
      const entry = Object.fromEntries(
        [...named.fields]
          .map(([heading, { field }]) => [field, values.get(heading)?.toWellFormed().trim() ?? ''] as const)
          .filter(([, value]) => value !== ''),
      );
      faults.push(
        ...entryFaults(columns, entry).map(({ ja, en }) => text(`${line}行目、${ja}`, `Line ${line}, ${en}`)),
      );
      const key = JSON.stringify(
        columns
          .filter(({ isKey }) => isKey)
          .map(({ field, isExact }) => (isExact ? own(entry, field) : folded(own(entry, field) ?? ''))),
      );
      const earlier = seen.get(key);
      if (earlier !== undefined) {
        faults.push(
          text(
            `${line}行目: 同じ内容が${earlier}行目にある。`,
            `Line ${line}: the same is on line ${earlier} already.`,
          ),
        );
      }
      seen.set(key, earlier ?? line);
      entries.push(entry);
    }
  }
  if (faults.length > 0) {
    throw new ToldError(
      'declaration-invalid',
      `The declaration was not taken; correct it and declare again.\n${faults.map(({ en }) => en).join('\n')}`,
      { faults: faults.slice(0, mostTold) },
    );
  }
  return entries;
}

function entryFaults(columns: readonly DeclarationColumn[], entry: Readonly<Record<string, string>>): Text[] {
  return columns.flatMap(({ field, heading, isRequired, form, needs }) => {
    const value = own(entry, field);
    if (value === undefined) return isRequired ? [text(`${heading}: 空欄。`, `${heading}: empty.`)] : [];
    if (value.length > maxLength) {
      return [
        text(
          `${heading}: ${maxLength}文字を超えている。`,
          `${heading}: longer than ${maxLength} characters.`,
        ),
      ];
    }
    const fault = form === null ? null : valueFault(form, value);
    const missing = columns.filter((column) => needs.includes(column.field) && !own(entry, column.field));
    return [
      ...(fault === null
        ? []
        : [
            text(`${heading}: ${shown(value)}。${fault.ja}。`, `${heading}: ${shown(value)} is ${fault.en}.`),
          ]),
      ...missing.map((column) =>
        text(
          `${column.heading}: 空欄。「${heading}」を書くときは必要。`,
          `${column.heading}: empty; ${heading} needs it.`,
        ),
      ),
    ];
  });
}

function namedColumns(
  columns: readonly DeclarationColumn[],
  headings: readonly string[],
): { fields: Map<string, DeclarationColumn>; faults: Text[] } {
  const fields = new Map<string, DeclarationColumn>();
  const faults: Text[] = [];
  for (const heading of headings) {
    const found = columns.find(({ field, heading: own, also }) =>
      [field, own, ...also].some((name) => key(name) === key(heading)),
    );
    const earlier = [...fields].find(([, column]) => column === found)?.[0];
    if (!found) {
      faults.push(
        text(`列 ${shown(heading)} は知られていない。`, `The column ${shown(heading)} is not known.`),
      );
    } else if (earlier !== undefined) {
      faults.push(
        text(
          `列 ${shown(earlier)} と ${shown(heading)} は同じ意味である。一方だけを残す。`,
          `The columns ${shown(earlier)} and ${shown(heading)} mean the same; keep one of them.`,
        ),
      );
    } else fields.set(heading, found);
  }
  const given = new Set(fields.values());
  for (const column of columns) {
    if (column.isRequired && !given.has(column)) {
      faults.push(text(`列「${column.heading}」がない。`, `The column ${column.heading} is missing.`));
    }
  }
  if (faults.length > 0) {
    const known = columns.map(({ heading }) => heading).join('、');
    faults.push(text(`列は次のとおり: ${known}。`, `The columns are: ${columns.map(described).join(', ')}.`));
  }
  return { fields, faults };
}

/** As help and errors name a column. */
export function described({ field, heading, isRequired }: DeclarationColumn): string {
  return `${heading} (${field}${isRequired ? ', required' : ''})`;
}

function key(heading: string): string {
  return foldedHeading(heading).replaceAll(/[_.\-・]/g, '');
}

function shown(words: string): string {
  return `'${Array.from(visibleText(words)).slice(0, 40).join('')}'`;
}
