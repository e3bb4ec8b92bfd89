/** What a form is called where it is handed in, by checklist; forms without a number are called as their checklist. */
const forms: Record<string, { number: string; title: string }> = {
  // Connection rules, 2.7: the table is attached to this report.
  nwsystem: { number: '様02-06', title: '安全管理措置確認結果報告書' },
};

export function formNumber(checklistId: string): { number: string; title: string } | null {
  return forms[checklistId] ?? null;
}
