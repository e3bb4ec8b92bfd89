import type { Outcome, Platform } from '@tenken/shared';
import { sql } from 'kysely';
import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import { wordsOf } from '../../results/words.ts';
import type { Schema } from '../schema.ts';
import { unindexed } from '../sql/unindexed.ts';
import type { HostStatus } from './host-repository.ts';
import { holdsWord } from './host-words.ts';
import { countColumns } from './outcome-columns.ts';

export type HostListFilter = {
  text?: string | undefined;
  contact?: readonly ('reporting' | 'silent' | 'never')[] | undefined;
  status?: readonly HostStatus[] | undefined;
  platform?: readonly Platform[] | undefined;
  label?: string | undefined;
  system?: string | undefined;
  outcome?: readonly Outcome[] | undefined;
  control?: string | undefined;
  agentVersion?: string | undefined;
  certificate?: CertificateFilter | undefined;
};

/** @type now milliseconds since 1970 */
export type CertificateFilter = { states: readonly CertificateStateName[]; now: number };
export type CertificateStateName = 'good' | 'ending' | 'expired';

export type Where = ExpressionBuilder<Schema, 'host'>;
export type Condition = (where: Where) => ExpressionWrapper<Schema, 'host', SqlBool>;

/** In a control's own limits. */
export const variant = 'default';

/**
 * The filters as conditions. Those on columns that have an index for themselves are written so that no index is taken:
 * whichever is read first was decided before, with the sizes known.
 */
export function conditionsOf(filter: HostListFilter, silentBefore: number): Condition[] {
  const found: Condition[] = [];
  for (const column of ['label', 'system'] as const) {
    const value = filter[column];
    if (value !== undefined) found.push((where) => where(unindexed(`host.${column}`), '=', value));
  }
  const { platform, status, contact, outcome: outcomes, control, agentVersion, certificate } = filter;
  if (platform) found.push((where) => where(unindexed('host.platform'), 'in', [...platform]));
  if (status) found.push((where) => where(unindexed('host.status'), 'in', [...status]));
  if (contact) {
    const heard = sql<number>`coalesce(host.last_report_at, -1)`;
    found.push((where) =>
      where.or(
        [...new Set(contact)].map((one) => {
          if (one === 'never') return where(heard, '=', -1);
          if (one === 'reporting') return where(heard, '>=', silentBefore);
          return where.and([where(heard, '<', silentBefore), where(heard, '>=', 0)]);
        }),
      ),
    );
  }
  if (certificate) {
    found.push((where) =>
      where.exists((db: ExpressionBuilder<Schema, 'host'>) =>
        db
          .selectFrom('certificate')
          .select('certificate.host_id')
          .whereRef('certificate.host_id', '=', 'host.id')
          .where('certificate.revoked_at', 'is', null)
          .groupBy('certificate.host_id')
          .having(certificateIs(certificate)),
      ),
    );
  }
  if (agentVersion !== undefined) found.push((where) => where('agent_version', '=', agentVersion));
  const words = wordsOf(filter.text);
  if (words.length > 0) found.push((where) => searched(where, words));
  if (outcomes) {
    const columns = outcomes.flatMap((outcome) => countColumns[outcome] ?? []);
    found.push((where) =>
      where.or(columns.map((column) => where(unindexed<number>(`host.${column}`, 0), '>', 0))),
    );
  }
  if (control !== undefined) {
    found.push((where) =>
      where.exists((db: ExpressionBuilder<Schema, 'host'>) => {
        const finding = db
          .selectFrom('finding')
          .select('finding.control')
          .whereRef('finding.host_id', '=', 'host.id');
        // With an outcome the index of a host's findings by outcome says it all; its key says no outcome.
        if (!outcomes) {
          return finding.where('finding.control', '=', control).where('finding.variant', '=', variant);
        }
        return finding
          .where('finding.outcome', 'in', [...outcomes])
          .where(unindexed('finding.control'), '=', control)
          .where(unindexed('finding.variant'), '=', variant);
      }),
    );
  }
  return found;
}

/** As `certificateState` tells it of one host, within rows of its certificates that are not revoked. */
export function certificateIs({ states, now }: CertificateFilter) {
  const until = sql`max(certificate.not_after_at)`;
  const whole = sql`(${until} - max(certificate.not_before_at))`;
  const left = sql`(${until} - ${now})`;
  const conditions = {
    good: sql`(${left} > 0 and ${left} * 4 >= ${whole})`,
    ending: sql`(${left} > 0 and ${left} * 4 < ${whole})`,
    expired: sql`${left} <= 0`,
  };
  return sql<SqlBool>`(${sql.join(
    [...new Set(states)].map((state) => conditions[state]),
    sql` or `,
  )})`;
}

export function contactIs(contact: readonly string[], silentBefore: number): Condition {
  return (where) =>
    where.or(
      [...new Set(contact)].map((one) => {
        if (one === 'never') return where('last_report_at', 'is', null);
        return where('last_report_at', one === 'silent' ? '<' : '>=', silentBefore);
      }),
    );
}

export function searched(where: Where, words: readonly string[]) {
  return where.and(words.map((word) => holdsWord(word)));
}

export function isOnly(filter: HostListFilter, parts: readonly (keyof HostListFilter)[]): boolean {
  return Object.entries(filter).every(
    ([name, value]) => value === undefined || parts.some((part) => part === name),
  );
}
