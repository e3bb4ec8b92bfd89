import { controls } from '@tenken/controls';

/** What a system declares of its accounts: with one that no host has, who has accounts fails; without, nobody knows. */
export type RuleChange = { kind: 'approved-accounts'; entries: { account: string }[]; reviewOn: string };

/** The control whose verdicts change. */
export const changedControl = 'accounts-known';

/** Another rule than the one before: with an even number no account is approved, with an odd one a single one is. */
export function ruleChange(number: number): RuleChange {
  const nextYear = new Date().getUTCFullYear() + 1;
  const entries = number % 2 === 0 ? [] : [{ account: 'nobody-has-this' }];
  return { kind: 'approved-accounts', entries, reviewOn: `${nextYear}-12-31` };
}

/** What one control rests on. */
export function kindsOf(id: string): string[] {
  const control = controls.find((one) => one.id === id);
  if (!control) throw new Error(`there is no control ${id}`);
  return Object.values(control.needs).map((kind) => kind.id);
}
