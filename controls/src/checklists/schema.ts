import * as z from 'zod/mini';

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

const Item = z.strictObject({
  /** As printed; unique in the checklist. */
  id: z.string(),
  number: z.string(),
  /** Headings from the chapter down, as printed. */
  path: z.array(z.string()),
  title: Text,
  /** In our own words: the official wording is the user's own copy. */
  summary: Text,
  flags: z.strictObject({
    /** 重点報告事項 */
    priority: z.boolean(),
    priorityConfidence: z.enum(['high', 'medium', 'low']),
    /** ◆: not for an inquirer that has an aggregator. */
    aggregatorExempt: z.boolean(),
  }),
  appliesTo: z.array(z.string()),
  scope: z.enum(['all-systems', 'direct-connection']),
  controls: z.array(Mapping),
  /** What a person has to answer, and why a machine cannot see it. Present unless a control is `full`. */
  manual: z.optional(Text),
});

/** One official form, in one edition, as the data file holds it. */
export const ChecklistFile = z.strictObject({
  id: z.string().check(z.regex(/^[a-z]+$/)),
  edition: z.string(),
  title: Text,
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
      meaning: Text,
      needs: z.optional(z.enum(['planned-date', 'reason'])),
    }),
  ),
  rules: z.record(
    z.string(),
    z.strictObject({
      title: Text,
      frequency: z.optional(z.enum(['yearly'])),
      occasions: z.optional(z.array(z.string())),
      checks: z.enum(['all', 'priority']),
      reports: z.enum(['all', 'priority']),
      note: z.optional(Text),
    }),
  ),
  organisationKinds: z.array(z.strictObject({ id: z.string(), name: Text, systems: z.array(Text) })),
  items: z.array(Item).check(z.minLength(1)),
});
export type ChecklistFile = z.infer<typeof ChecklistFile>;

export type Automation = 'full' | 'partial' | 'manual';

export type ChecklistItem = ChecklistFile['items'][number] & {
  /** Derived from the mapping, never typed. */
  automation: Automation;
};

export type Checklist = Omit<ChecklistFile, 'items'> & { items: ChecklistItem[] };
