import type { Generated } from 'kysely';

/**
 * Numbers that are kept beside the rows they count, changed in the transaction that changes those: counting a hundred
 * thousand hosts times a hundred findings takes seconds. A row may hold 0.
 */
export type TallyTables = {
  finding_tally: FindingTallyRow;
  group_tally: GroupTallyRow;
  group_size: GroupSizeRow;
  day_tally: DayTallyRow;
  set_tally: SetTallyRow;
  due_tally: DueTallyRow;
  change_tally: ChangeTallyRow;
  report_hour: { hour: number; hosts: number };
  tally_state: { id: number; day: number | null };
};

export type FindingTallyRow = { control: string; variant: string; outcome: string; hosts: number };

/** `grouping`: label, platform or system; `group_id`: its value, '' where a host has none. */
export type GroupTallyRow = FindingTallyRow & { grouping: string; group_id: string };

/** `stamp`: another one whenever a tally of the group has changed; what was read of it with this one still holds. */
export type GroupSizeRow = { grouping: string; group_id: string; hosts: number; stamp: Generated<string> };

/**
 * What held at the end of a day in Japan, under the controls' own limits. A day without a row ended as the one before;
 * control '' is all of them together.
 */
export type DayTallyRow = { day: number; control: string; outcome: string; hosts: number };

/** On how many hosts every requirement of a set passes; sets change with the rules, whose hash is `version`. */
export type SetTallyRow = { version: string; set_id: string; hosts: number };

/** How many hosts' passes of a control, under its own limits, end by themselves on a day in Japan. */
export type DueTallyRow = { control: string; day: number; hosts: number };

/** As a control, all of them together. */
export const allControls = '';

/** Changes of outcome in an hour since 1970, under the controls' own limits; `before` is '' for a new finding. */
export type ChangeTallyRow = {
  hour: number;
  control: string;
  before: string;
  after: string;
  changes: number;
};
