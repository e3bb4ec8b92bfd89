import type { DeclarationKind } from './declaration-kinds.ts';
import type { Outcome, Platform, Text } from '@tenken/shared';
import type * as z from 'zod/mini';
import type { AnyEvidenceKind, DataOf } from '../evidence/define.ts';
import type { ReferenceData, ReferenceKind } from '../reference/reference-data.ts';

/** What a control says of evidence that is there, readable and fresh. The framework adds the rest. */
export type Judgement = {
  outcome: Extract<Outcome, 'pass' | 'fail' | 'not-applicable' | 'unknown' | 'error'>;
  /** One of the control's `reasons`. */
  reason: string;
  /** The facts that decided, in words an administrator can compare with the machine. */
  observed: Text;
  expected: Text;
  /** ISO instant at which this verdict would change by itself. */
  validUntil?: string | undefined;
};

export type JudgementContext = {
  now: Date;
  platform: Platform;
  /** When the oldest of the evidence was read: what was true then, such as the age of a synchronisation. */
  collectedAt: Date;
  /** As it was in force at `now`. Only what the control names in `reference` is recorded with the finding. */
  reference: ReferenceData;
};

type Needs = Record<string, AnyEvidenceKind>;

/** A number or list that decides, with its unit and where it comes from. */
export type ParameterNote = {
  unit?: string;
  meaning: Text;
  source: Text;
  /**
   * Where a system's own declarations fill it in: the kind of declaration, and the column whose values make the list;
   * `reviewOn` is the day of its next review. With `fields` the list holds whole entries, of these columns.
   * What is not declared leaves the default, and the control then says that it cannot tell.
   */
  declared?: DeclaredNote;
};

type DeclaredNote = {
  kind: DeclarationKind;
  /** Nothing is missing where nobody has declared it. */
  optional?: true;
} & ({ field: string } | { fields: readonly string[] });

/** One state that must hold and that evidence can show. */
export type Control<N extends Needs = Needs, P extends z.ZodMiniObject = z.ZodMiniObject> = {
  id: string;
  title: Text;
  /** Why it must hold, and what exactly is looked at. */
  description: Text;
  /** Evidence by the name under which `evaluate` gets it. All of it must have been read, but see `wants`. */
  needs: N;
  /**
   * For a control that looks at each of its `needs` by itself: those that these parameters ask for. The others are not
   * looked at, and `evaluate` is given those that could be read: a failure that they show stands, and without one what
   * could not be read decides.
   */
  wants?: (params: z.infer<P>) => readonly (keyof N & string)[];
  params: P;
  /** One note for each member of `params`. */
  parameters: Record<string, ParameterNote>;
  /**
   * Data that ages and that the verdict rests on. `params` then has `referenceMaxAgeDays`: when the data is older, no
   * pass comes of it.
   */
  reference?: readonly ReferenceKind[];
  /**
   * Reasons of failures that mean that nothing which the reference data knows was found to do it. Past the limit of the
   * data something newer may, and they are unknown.
   */
  absences?: readonly string[];
  reasons: Record<string, Text>;
  remediation: Partial<Record<Platform, Text>>;
  evaluate: (
    evidence: { [Name in keyof N]: DataOf<N[Name]> },
    params: z.infer<P>,
    context: JudgementContext,
  ) => Judgement;
};

/** A control whose evidence and parameters are known by name only: what registries and the collector handle. */
export type AnyControl = Omit<Control, 'evaluate' | 'params' | 'wants'> & {
  params: z.ZodMiniType<Record<string, unknown>>;
  wants?: (params: Record<string, unknown>) => readonly string[];
  evaluate: (
    evidence: Record<string, unknown>,
    params: Record<string, unknown>,
    context: JudgementContext,
  ) => Judgement;
};

export function defineControl<N extends Needs, P extends z.ZodMiniObject>(
  control: Control<N, P>,
): AnyControl {
  return control as unknown as AnyControl;
}
