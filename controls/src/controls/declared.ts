import { canonicalJson, sha256 } from '@tenken/shared';
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
    const entered =
      declared.field === 'reviewOn'
        ? [found.reviewOn]
        : found.entries.map((entry) => entry[declared.field] ?? '');
    const values = entered.filter((value) => value !== '');
    const list = [...new Set(values)].toSorted();
    // A column that nobody has filled in is not declared.
    if (list.length === 0) continue;
    filled.parameters[name] = list;
    filled.shown[name] = {
      declared: declared.kind,
      values: list.length,
      sha256: sha256(canonicalJson(list)),
    };
    // Whether the review is due is what this one asks.
    if (declared.field !== 'reviewOn') filled.overdue ||= found.overdue;
  }
  return filled;
}
