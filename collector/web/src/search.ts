import type { Outcome } from '@tenken/shared';
import { isOutcome } from './outcomes/outcomes.ts';

/** What the part of an address behind the question mark may hold; whatever else somebody typed is dropped. */
type Typed = Record<string, unknown>;

export type PageSearch = { page?: number };

export function readPageSearch({ page }: Typed): PageSearch {
  return typeof page === 'number' && Number.isSafeInteger(page) && page > 1 ? { page } : {};
}

/** Filters of a list: shown are rows with one of the outcomes, with the words, and if told only the important ones. */
export type ListSearch = { outcome?: Outcome[]; priority?: boolean; text?: string };

export function readListSearch({ outcome, priority, text }: Typed): ListSearch {
  const outcomes = (Array.isArray(outcome) ? outcome : [outcome]).filter(isOutcome);
  return {
    ...(outcomes.length > 0 ? { outcome: outcomes } : {}),
    ...(priority === true ? { priority } : {}),
    ...(typeof text === 'string' && text !== ''
      ? { text }
      : typeof text === 'number'
        ? { text: String(text) }
        : {}),
  };
}

/** Which part of the audit log is shown: lines older than one. */
export type AuditSearch = { before?: number };

export function readAuditSearch({ before }: Typed): AuditSearch {
  return typeof before === 'number' && Number.isSafeInteger(before) && before > 0 ? { before } : {};
}

/** Why single sign-on led back to the page for signing in. */
export const providerRefusals = ['unreachable', 'answer-refused', 'no-role', 'disabled'] as const;

/** Which findings of a control are listed. */
export type ControlSearch = PageSearch & { outcome?: Outcome; variant?: string };

export function readControlSearch(typed: Typed): ControlSearch {
  const { outcome, variant } = typed;
  return {
    ...readPageSearch(typed),
    ...(isOutcome(outcome) ? { outcome } : {}),
    ...(typeof variant === 'string' ? { variant } : {}),
  };
}
