import * as z from 'zod/mini';
import { declarationKinds } from '../controls/declaration-kinds.ts';

const Text = z.strictObject({ ja: z.string().check(z.minLength(1)), en: z.string().check(z.minLength(1)) });

export const relationships = ['full', 'partial', 'related'] as const;

const Mapping = z.strictObject({
  /** A control of the registry. */
  id: z.string(),
  /** `full`: the control alone shows the item; `partial`: a part of it; `related`: context, does not count. */
  relationship: z.enum(relationships),
  /** Parameters where this form is stricter than the control's default. */
  with: z.optional(z.record(z.string(), z.any())),
});

const Flags = z.strictObject({
  /** 重点報告事項 */
  priority: z._default(z.boolean(), false),
  priorityConfidence: z._default(z.enum(['high', 'medium', 'low']), 'high'),
  /** ◆: not for an inquirer that has an aggregator. */
  aggregatorExempt: z._default(z.boolean(), false),
  /** Of forms that print two columns: 最低限取るべき措置 and プラスα. Null: the form knows no levels. */
  level: z._default(z.nullable(z.enum(['minimum', 'optional'])), null),
  /** 該当ある場合: only where the case exists, which a person says. */
  whereApplicable: z._default(z.boolean(), false),
});

const noFlags = {
  priority: false,
  priorityConfidence: 'high',
  aggregatorExempt: false,
  level: null,
  whereApplicable: false,
} as const;

const Item = z.strictObject({
  /** As printed; unique in the checklist. */
  id: z.string(),
  number: z.string(),
  /** Headings from the chapter down, as printed. */
  path: z.array(z.string()),
  title: Text,
  /** In our own words: the official wording is the user's own copy. */
  summary: Text,
  flags: z._default(Flags, noFlags),
  /** Organisation kinds that answer it; all of the checklist's unless told. */
  appliesTo: z.optional(z.array(z.string()).check(z.minLength(1))),
  scope: z._default(z.enum(['all-systems', 'direct-connection']), 'all-systems'),
  /** Items that must all be done before this one is: a form's 'all of the following'. */
  requires: z.optional(z.array(z.string()).check(z.minLength(1))),
  /** What has to be declared before anybody can check the item, beside what its controls ask for. */
  declarations: z.optional(z.array(z.enum(declarationKinds)).check(z.minLength(1))),
  controls: z.array(Mapping),
  /** What a person has to answer, and why a machine cannot see it. Present unless a control is `full`. */
  manual: z.optional(Text),
});

/** All items, those with the flag, or these. */
const Selection = z.union([
  z.enum(['all', 'priority', 'minimum']),
  z.array(z.string()).check(z.minLength(1)),
]);

/** One official form, in one edition, as the data file holds it. */
export const ChecklistFile = z.strictObject({
  id: z.string().check(z.regex(/^[a-z]+$/)),
  edition: z.string(),
  title: Text,
  /** Where there is no room for the title: what people call it, at most ten full-width characters. */
  shortTitle: z.strictObject({
    ja: z.string().check(z.minLength(1), z.maxLength(14)),
    en: z.string().check(z.minLength(1), z.maxLength(24)),
  }),
  source: z.strictObject({
    document: Text,
    issuer: z.string(),
    edition: z.string(),
    verifiedAgainstIssuer: z.boolean(),
    note: Text,
  }),
  marks: z.array(
    z.strictObject({
      mark: z.string().check(z.length(1)),
      /** What it stands for, whatever character the form prints. */
      role: z.enum(['done', 'planned', 'not-applicable']),
      meaning: Text,
      /** False: the form has no column for marks, and this is ours. */
      printed: z._default(z.boolean(), true),
      needs: z.optional(z.enum(['planned-date', 'reason'])),
    }),
  ),
  rules: z.record(
    z.string(),
    z.strictObject({
      title: Text,
      frequency: z.optional(z.enum(['yearly'])),
      occasions: z.optional(z.array(z.string())),
      checks: Selection,
      reports: Selection,
      note: z.optional(Text),
    }),
  ),
  organisationKinds: z.array(z.strictObject({ id: z.string(), name: Text, systems: z.array(Text) })),
  items: z.array(Item).check(z.minLength(1)),
});
export type ChecklistFile = z.infer<typeof ChecklistFile>;

export type Automation = 'full' | 'partial' | 'manual';

export type ChecklistItem = ChecklistFile['items'][number] & {
  appliesTo: string[];
  /** Derived from the mapping, never typed. */
  automation: Automation;
};

export type Checklist = Omit<ChecklistFile, 'items'> & { items: ChecklistItem[] };
