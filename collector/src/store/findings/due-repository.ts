import type { HostRow } from '../schema.ts';
import { startOfDay } from '../tallies/days.ts';
import { heldAt } from '../assessments/held.ts';
import type { Store } from '../store.ts';

/** Passes of one control that end by themselves on one day in Japan. */
export type DueFindings = { control: string; day: number; hosts: number };

/** What people said that counts until a day, `YYYY-MM-DD`. */
export type DueSaying = {
  kind: 'waiver' | 'plan' | 'attestation' | 'declaration';
  on: string;
  system: string;
  /** Of a waiver. */
  control: string | null;
  hostId: string | null;
  checklist: string | null;
  item: string | null;
  /** Of a declaration. */
  declared: string | null;
};

export type NamedHost = Pick<HostRow, 'id' | 'name'>;

/** Certificates that end: agents renew them when half of their life is over, so one that is near its end is late. */
const certificateWarningMs = 7 * 24 * 60 * 60 * 1000;
const mostRows = 1000;

/** What ends by itself. */
export class DueRepository {
  readonly #store: Pick<Store, 'read'>;

  constructor(store: Pick<Store, 'read'>) {
    this.#store = store;
  }

  /** @param from and `to` in days since 1970 in Japan, both included */
  async findings(from: number, to: number): Promise<DueFindings[]> {
    return this.#store.read
      .selectFrom('due_tally')
      .selectAll()
      .where('day', '>=', from)
      .where('day', '<=', to)
      .where('hosts', '>', 0)
      .orderBy('day')
      .orderBy('control')
      .limit(mostRows)
      .execute();
  }

  /** The host whose pass of a control ends on a day, where it is the only one. */
  async hostOf({ control, day }: DueFindings): Promise<NamedHost | null> {
    const row = await this.#store.read
      .selectFrom('finding')
      .innerJoin('host', 'host.id', 'finding.host_id')
      .select(['host.id', 'host.name'])
      .where('control', '=', control)
      .where('due_at', 'is not', null)
      .where('due_at', '>=', startOfDay(day))
      .where('due_at', '<', startOfDay(day + 1))
      .where('variant', '=', 'default')
      .where('outcome', '=', 'pass')
      .executeTakeFirst();
    return row ?? null;
  }

  /** What holds at a moment and counts until a day, those that are over too. @param until `YYYY-MM-DD` */
  async sayings(moment: number, until: string): Promise<DueSaying[]> {
    const { read } = this.#store;
    const nothing = { control: null, hostId: null, checklist: null, item: null, declared: null };
    const found: DueSaying[] = [];
    const waivers = await read
      .selectFrom('waiver')
      .select(['system_id', 'control', 'host_id', 'expires_on'])
      .where(heldAt<'waiver'>(moment))
      .where('approved', '=', 1)
      .where('decided_at', '<=', moment)
      .where('expires_on', '<=', until)
      .orderBy('expires_on')
      .limit(mostRows)
      .execute();
    for (const { system_id: system, control, host_id: hostId, expires_on: on } of waivers) {
      found.push({ ...nothing, kind: 'waiver', on, system, control, hostId });
    }
    const plans = await read
      .selectFrom('plan')
      .select(['system_id', 'checklist', 'item', 'due_on'])
      .where(heldAt<'plan'>(moment))
      .where('due_on', '<=', until)
      .orderBy('due_on')
      .limit(mostRows)
      .execute();
    for (const { system_id: system, checklist, item, due_on: on } of plans) {
      found.push({ ...nothing, kind: 'plan', on, system, checklist, item });
    }
    const attestations = await read
      .selectFrom('attestation')
      .select(['system_id', 'checklist', 'item', 'expires_on'])
      .where(heldAt<'attestation'>(moment))
      .where('expires_on', '<=', until)
      .orderBy('expires_on')
      .limit(mostRows)
      .execute();
    for (const { system_id: system, checklist, item, expires_on: on } of attestations) {
      found.push({ ...nothing, kind: 'attestation', on, system, checklist, item });
    }
    const declarations = await read
      .selectFrom('declaration')
      .select(['system_id', 'kind', 'review_on'])
      .where(heldAt<'declaration'>(moment))
      .where('review_on', '<=', until)
      .orderBy('review_on')
      .limit(mostRows)
      .execute();
    for (const { system_id: system, kind: declared, review_on: on } of declarations) {
      found.push({ ...nothing, kind: 'declaration', on, system, declared });
    }
    return found;
  }

  /** Hosts whose certificate has ended, or ends soon and should have been renewed; the soonest first. */
  async certificates(now: number): Promise<(NamedHost & { endsAt: number })[]> {
    const rows = await this.#store.read
      .selectFrom('certificate')
      .innerJoin('host', 'host.id', 'certificate.host_id')
      .select(['host.id', 'host.name', 'not_after_at', 'not_before_at'])
      .where('not_after_at', '<=', now + certificateWarningMs)
      .where('revoked_at', 'is', null)
      .where('host.status', '<>', 'revoked')
      // Hosts of carried files have theirs for a moment only, and a renewed one stands beside the one before.
      .where('host.carried', 'is', null)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('certificate as later')
              .select('later.fingerprint')
              .whereRef('later.host_id', '=', 'certificate.host_id')
              .whereRef('later.not_after_at', '>', 'certificate.not_after_at')
              .where('later.revoked_at', 'is', null),
          ),
        ),
      )
      .orderBy('not_after_at')
      .limit(mostRows)
      .execute();
    return rows
      .filter((row) => row.not_after_at - now < (row.not_after_at - row.not_before_at) / 4)
      .map(({ id, name, not_after_at: endsAt }) => ({ id, name, endsAt }));
  }
}
