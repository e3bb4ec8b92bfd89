import { AgentSettings, canonicalJson } from '@tenken/shared';
import type { StatedSettings } from '@tenken/shared';
import type { Change } from '../audit/audit-entry.ts';
import { appendAudit } from './audit-repository.ts';
import type { Store } from './store.ts';

/** What agents are asked to do; each change is a line of its own, so that it can be seen what held when. */
export class AgentSettingsRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @returns null while agents keep their own defaults */
  async newest(): Promise<StatedSettings | null> {
    const row = await this.#store.read
      .selectFrom('agent_settings')
      .select(['sequence', 'settings', 'issued_at'])
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!row) return null;
    return {
      version: 1,
      sequence: row.sequence,
      issuedAt: new Date(row.issued_at).toISOString(),
      settings: AgentSettings.parse(JSON.parse(row.settings)),
    };
  }

  /** Newest first. */
  async history(limit: number): Promise<(Omit<StatedSettings, 'version'> & { actor: string })[]> {
    const rows = await this.#store.read
      .selectFrom('agent_settings')
      .selectAll()
      .orderBy('sequence', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ sequence, settings, issued_at: issuedAt, actor }) => ({
      sequence,
      issuedAt: new Date(issuedAt).toISOString(),
      actor,
      settings: AgentSettings.parse(JSON.parse(settings)),
    }));
  }

  /** Puts these in the place of all that were before. @returns their number */
  change(settings: AgentSettings, change: Change): Promise<number>;
  /** @param after the number that must be the newest; 0 for none @returns null: another one is */
  change(settings: AgentSettings, change: Change, after: number): Promise<number | null>;
  async change(settings: AgentSettings, { actor, now }: Change, after?: number): Promise<number | null> {
    return this.#store.write.transaction().execute(async (db) => {
      const last = await db
        .selectFrom('agent_settings')
        .select(({ fn }) => fn.max('sequence').as('sequence'))
        .executeTakeFirst();
      if (after !== undefined && (last?.sequence ?? 0) !== after) return null;
      // Seconds of the clock, so that a collector restored from a backup goes on above what agents have seen.
      const sequence = Math.max((last?.sequence ?? 0) + 1, Math.floor(now / 1000));
      await db
        .insertInto('agent_settings')
        .values({ sequence, settings: canonicalJson(settings), issued_at: now, actor })
        .execute();
      await appendAudit(db, {
        at: now,
        actor,
        action: 'agent-settings-changed',
        subject: `agent-settings:${sequence}`,
        details: { settings: canonicalJson(settings) },
      });
      return sequence;
    });
  }
}
