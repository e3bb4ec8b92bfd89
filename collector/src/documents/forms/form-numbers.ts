import { own } from '@tenken/shared';
import type { Checklist } from '@tenken/controls';

type FormName = { number: string; title: string };

/** Forms with a number, by checklist: the report that is handed in, and the table that is attached to it. */
const numbered: Record<string, { report: FormName; table: FormName }> = {
  // Connection rules, 2.7: the table is attached to this report.
  nwsystem: {
    report: { number: '様02-06', title: '安全管理措置確認結果報告書' },
    table: { number: '別紙2', title: '安全管理措置一覧及び自己点検表' },
  },
};

/** The report that the checklist's rules want; null where they know none and the form has a cover of its own. */
export function reportForm(checklistId: string): FormName | null {
  return own(numbered, checklistId)?.report ?? null;
}

/** What the form with the items is called where it is handed in; without a number as its document. */
export function tableForm({ id, title }: Pick<Checklist, 'id' | 'title'>): {
  number: string | null;
  title: string;
} {
  return own(numbered, id)?.table ?? { number: null, title: title.ja };
}
