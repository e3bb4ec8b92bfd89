import { canonicalJson, own, sha256 } from '@tenken/shared';
import type { AnyControl } from './define.ts';

/** What the people of a system have declared, as it stood at the moment of judging. */
export type Declared = {
  kind: string;
  entries: readonly Record<string, string>[];
  /** Day of its next review, `YYYY-MM-DD`. */
  reviewOn: string;
  /** That day is past: it may not say any more what is true. */
  overdue: boolean;
};

export type DeclaredParameters = {
  /** Overrides, with what was declared filled in. */
  parameters: Record<string, unknown>;
  /** For a finding: a long list is named by its kind, size and hash instead of being repeated for every host. */
  shown: Record<string, unknown>;
  /** Whether a declaration that was used is past its review date. */
  overdue: boolean;
};

/** Fills in the parameters that a control takes from declarations. What nobody has declared is left as it is. */
export function withDeclared(
  control: Pick<AnyControl, 'parameters'>,
  parameters: Record<string, unknown>,
  declarations: readonly Declared[],
): DeclaredParameters {
  const filled: DeclaredParameters = { parameters: { ...parameters }, shown: {}, overdue: false };
  for (const [name, { declared }] of Object.entries(control.parameters)) {
    const found = declared && declarations.find(({ kind }) => kind === declared.kind);
    if (!found) continue;
    const list = 'fields' in declared ? wholeEntries(found, declared.fields) : column(found, declared.field);
    // A column that nobody has filled in is not declared.
    if (list.length === 0) continue;
    filled.parameters[name] = list;
    filled.shown[name] = {
      declared: declared.kind,
      values: list.length,
      sha256: sha256(canonicalJson(list)),
    };
    // Whether the review is due is what this one asks.
    const asksReview = 'field' in declared && declared.field === 'reviewOn';
    if (!asksReview) filled.overdue ||= found.overdue;
  }
  return filled;
}

function column({ entries, reviewOn }: Declared, field: string): string[] {
  const entered = field === 'reviewOn' ? [reviewOn] : entries.map((entry) => own(entry, field) ?? '');
  return [...new Set(entered.filter((value) => value !== ''))].toSorted();
}

/** Each once, in an order that depends on the content alone; what somebody left empty is ''. */
function wholeEntries({ entries }: Declared, fields: readonly string[]): Record<string, string>[] {
  const cut = entries.map((entry) =>
    Object.fromEntries(fields.map((field) => [field, own(entry, field) ?? ''])),
  );
  const byContent = new Map(cut.map((entry) => [canonicalJson(entry), entry]));
  return [...byContent].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
