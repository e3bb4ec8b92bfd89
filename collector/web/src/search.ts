/** What the part of an address behind the question mark may hold; whatever else somebody typed is dropped. */
type Typed = Record<string, unknown>;

/** Which part of the audit log is shown: lines older than one. */
export type AuditSearch = { before?: number };

export function readAuditSearch({ before }: Typed): AuditSearch {
  return typeof before === 'number' && Number.isSafeInteger(before) && before > 0 ? { before } : {};
}

/** Why single sign-on led back to the page for signing in. */
export const providerRefusals = ['unreachable', 'answer-refused', 'no-role', 'disabled'] as const;
