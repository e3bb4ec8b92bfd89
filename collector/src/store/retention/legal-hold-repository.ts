import type { Statement } from '@tenken/shared';
import type { Transaction } from 'kysely';
import type { Change } from '../../audit/audit-entry.ts';
import { appendAudit } from '../audit-repository.ts';
import type { Schema } from '../schema.ts';
import type { Store } from '../store.ts';
import { reportById } from '../reports/report-history.ts';

/** What can be kept for good: everything of a host, one report with its evidence, or one body of evidence by its hash. */
export type HeldThing =
  | { kind: 'host'; hostId: string }
  | { kind: 'report'; hostId: string; reportId: string }
  | { kind: 'evidence'; sha256: string };

export type LegalHold = { id: string; reason: string; heldBy: string; heldAt: string; things: HeldThing[] };

const thingsAtOnce = 100;

/** What no policy may remove, however old it grows: an assessment that is frozen refers to it. */
export class LegalHoldRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Pins all of these until the hold is released; with one of them gone already, none. A report pins the evidence
   * that it states. More can be added to a hold by its id.
   *
   * @param hold `id` of whoever needs it, e.g. `assessment:ID`
   * @returns what is not there any more
   */
  async hold(
    hold: { id: string; reason: string; things: readonly HeldThing[] },
    { actor, now }: Change,
  ): Promise<HeldThing[]> {
    return this.#store.write.transaction().execute(async (db) => {
      const missing: HeldThing[] = [];
      const pinned: HeldThing[] = [];
      for (const thing of hold.things) {
        const found = await withWhatItStates(db, thing);
        if (found) pinned.push(...found);
        else missing.push(thing);
      }
      if (missing.length > 0) return missing;
      const rows = pinned.map((thing) => ({
        id: hold.id,
        kind: thing.kind,
        subject: subjectOf(thing),
        reason: hold.reason,
        held_by: actor,
        held_at: now,
      }));
      for (let from = 0; from < rows.length; from += thingsAtOnce) {
        await db
          .insertInto('legal_hold')
          .values(rows.slice(from, from + thingsAtOnce))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      const details = { reason: hold.reason, things: hold.things.length };
      await appendAudit(db, { at: now, actor, action: 'legal-hold-placed', subject: hold.id, details });
      return [];
    });
  }

  /** @returns false when there is no such hold */
  async release(id: string, { actor, now }: Change): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('legal_hold')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) return false;
      await appendAudit(db, { at: now, actor, action: 'legal-hold-released', subject: id });
      return true;
    });
  }

  /** Newest first, with how many things each pins. */
  async list(limit: number): Promise<(Omit<LegalHold, 'things'> & { things: number })[]> {
    const rows = await this.#store.read
      .selectFrom('legal_hold')
      .select((select) => [
        'id',
        select.fn.min<string>('reason').as('reason'),
        select.fn.min<string>('held_by').as('heldBy'),
        select.fn.min<number>('held_at').as('heldAt'),
        select.fn.countAll<number>().as('things'),
      ])
      .groupBy('id')
      .orderBy('heldAt', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ heldAt, things, ...rest }) => ({
      ...rest,
      heldAt: new Date(heldAt).toISOString(),
      things: Number(things),
    }));
  }

  async find(id: string): Promise<LegalHold | null> {
    const rows = await this.#store.read
      .selectFrom('legal_hold')
      .selectAll()
      .where('id', '=', id)
      .orderBy('kind')
      .orderBy('subject')
      .execute();
    const [first] = rows;
    if (!first) return null;
    const things = rows.map((row) => thingOf(row.kind, row.subject));
    const heldAt = new Date(first.held_at).toISOString();
    return { id, reason: first.reason, heldBy: first.held_by, heldAt, things };
  }
}

/** @returns null when it is not there */
async function withWhatItStates(db: Transaction<Schema>, thing: HeldThing): Promise<HeldThing[] | null> {
  switch (thing.kind) {
    case 'host': {
      const host = await db.selectFrom('host').select('id').where('id', '=', thing.hostId).executeTakeFirst();
      return host ? [thing] : null;
    }
    case 'evidence': {
      const body = await db
        .selectFrom('evidence_body')
        .select('kind')
        .where('sha256', '=', thing.sha256)
        .executeTakeFirst();
      return body ? [thing] : null;
    }
    case 'report': {
      const report = await reportById(db, thing.hostId, thing.reportId);
      if (!report?.signed) return null;
      const { evidence } = JSON.parse(report.signed.statement()) as Statement;
      return [thing, ...evidence.map(({ sha256 }) => ({ kind: 'evidence', sha256 }) as const)];
    }
    default:
      return thing satisfies never;
  }
}

/** As it stands in the table; ids hold no slash. */
export function subjectOf(thing: HeldThing): string {
  if (thing.kind === 'report') return `${thing.hostId}/${thing.reportId}`;
  return thing.kind === 'host' ? thing.hostId : thing.sha256;
}

function thingOf(kind: string, subject: string): HeldThing {
  if (kind === 'host') return { kind, hostId: subject };
  if (kind === 'evidence') return { kind, sha256: subject };
  const [hostId = '', reportId = ''] = subject.split('/');
  return { kind: 'report', hostId, reportId };
}
