import type { Language } from '@tenken/shared';
import type { AlertTrigger } from '../api/alert-schemas.ts';
import type { AlertEntry } from './entry.ts';

/** What is sent: made once, and the same however often it is tried and wherever it goes. */
export type AlertMessage = {
  version: 1;
  /** For whoever gets it twice: the same message has the same id. */
  id: string;
  /** Null: a test. */
  rule: { id: string; name: string } | null;
  kind: AlertTrigger['kind'] | 'test';
  language: Language;
  madeAt: string;
  subject: string;
  lines: string[];
  /** Where it can be looked at. */
  url: string;
  /** All things that it tells of. */
  total: number;
  /** The first of them, for programs. */
  entries: AlertEntry[];
};

/** Things of one topic, such as failures of one control. */
export type Topic = { topic: string; things: number; hosts: number; entries: AlertEntry[] };

/** Words in a row. */
export function textOf({ subject, lines, url, id }: AlertMessage): string {
  return [subject, '', ...lines, '', url, `ID: ${id}`].join('\n');
}
