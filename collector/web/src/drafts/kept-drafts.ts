import type { Session } from '../../../src/api/people-schemas.ts';
import { queryClient } from '../api/query-client.ts';

const prefix = 'tenken-draft';

/** Who is signed in here; '' for nobody. */
export function currentAccount(): string {
  return queryClient.getQueryData<Session>(['/session'])?.account.id ?? '';
}

/** Where a text lies until the collector has it; drafts of one person are not those of the next at the same browser. */
function keyOf(name: string, account = currentAccount()): string {
  return `${prefix} ${account} ${name}`;
}

/** @returns false where this browser keeps nothing (private window, policy, full) */
export function keepDraft(name: string, draft: unknown, account = currentAccount()): boolean {
  try {
    localStorage.setItem(keyOf(name, account), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** @param isDraft what somebody else has put there is none */
export function keptDraft<Draft>(name: string, isDraft: (value: unknown) => value is Draft): Draft | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(name)) ?? 'null');
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
}

export function dropDraft(name: string, account = currentAccount()): void {
  try {
    localStorage.removeItem(keyOf(name, account));
  } catch {
    // Nothing was kept.
  }
}

/** Names of what is kept, below a beginning. */
export function keptNames(beginning: string): string[] {
  try {
    const from = keyOf('').length;
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(keyOf(beginning)))
      .map((key) => key.slice(from));
  } catch {
    return [];
  }
}
