import { randomUUID } from 'node:crypto';
import type { DeclarationKind } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import type { Change } from '../../audit/audit-entry.ts';
import { foldedName } from '../../assessments/folded-name.ts';
import { appendAudit } from '../audit-repository.ts';
import { nextEdition } from '../findings/judging-edition.ts';
import { held, heldAt } from './held.ts';
import type { Store } from '../store.ts';

/** Whose system it is, as the forms ask. */
export type Organisation = {
  name: string;
  department: string | null;
  /** By checklist id: one of its organisation kinds. */
  kinds: Record<string, string>;
  hasAggregator: boolean;
  contact: { person: string; telephone: string; mail: string } | null;
};

/** 関係システム: the hosts that one application covers. */
export type System = {
  id: string;
  name: string;
  /** Labels of hosts; [] = every host of the collector. */
  labels: string[];
  organisation: Organisation;
};

export type Asset = {
  assetNumber: string;
  name: string;
  excludedReason: string | null;
  details: Record<string, string>;
};

export type Ledger = { id: string; sha256: string; importedAt: number; assets: Asset[] };

export type Declaration = {
  id: string;
  kind: DeclarationKind;
  entries: Record<string, string>[];
  person: string;
  at: number;
  /** `YYYY-MM-DD` */
  reviewOn: string;
};

export type OfficialWording = { sha256: string; items: Record<string, string> };

const rowsAtOnce = 500;

/** Systems, their ledgers and declarations, and the user's own copies of forms; each as of any moment. */
export class SystemRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async list(moment: number): Promise<System[]> {
    const rows = await this.#store.read
      .selectFrom('system')
      .selectAll()
      .where(heldAt<'system'>(moment))
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      labels: JSON.parse(row.labels) as string[],
      organisation: JSON.parse(row.organisation) as Organisation,
    }));
  }

  /** @throws {TenkenError} `system-unknown` */
  async get(id: string, moment: number): Promise<System> {
    const found = (await this.list(moment)).find((system) => system.id === id);
    if (!found) {
      throw new TenkenError('system-unknown', `There is no system ${id}. tenken system list shows them.`);
    }
    return found;
  }

  /** Makes a system or changes it. */
  async put(system: System, { actor, now }: Change): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .updateTable('system')
        .set({ withdrawn_at: now })
        .where('withdrawn_at', 'is', null)
        .where('id', '=', system.id)
        .execute();
      await db
        .insertInto('system')
        .values({
          ...held({ actor, now }),
          id: system.id,
          name: system.name,
          labels: JSON.stringify(system.labels),
          organisation: JSON.stringify(system.organisation),
        })
        // Twice within a millisecond: the later one holds.
        .onConflict((conflict) =>
          conflict.columns(['id', 'recorded_at']).doUpdateSet((set) => ({
            name: set.ref('excluded.name'),
            labels: set.ref('excluded.labels'),
            organisation: set.ref('excluded.organisation'),
            withdrawn_at: null,
          })),
        )
        .execute();
      await nextEdition(db);
      const details = { name: system.name, labels: system.labels, organisation: system.organisation.name };
      await appendAudit(db, {
        at: now,
        actor,
        action: 'system-changed',
        subject: `system:${system.id}`,
        details,
      });
    });
  }

  /** Takes a ledger in the place of the one before. */
  async importLedger(
    systemId: string,
    ledger: { sha256: string; assets: readonly Asset[] },
    { actor, now }: Change,
  ): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .updateTable('asset_ledger')
        .set({ withdrawn_at: now })
        .where('withdrawn_at', 'is', null)
        .where('system_id', '=', systemId)
        .execute();
      const id = randomUUID();
      await db
        .insertInto('asset_ledger')
        .values({ ...held({ actor, now }), id, system_id: systemId, sha256: ledger.sha256 })
        .execute();
      const rows = ledger.assets.map((asset) => ({
        ledger_id: id,
        asset_number: asset.assetNumber,
        name: asset.name,
        name_folded: foldedName(asset.name),
        excluded_reason: asset.excludedReason,
        details: JSON.stringify(asset.details),
      }));
      for (let from = 0; from < rows.length; from += rowsAtOnce) {
        await db
          .insertInto('asset')
          .values(rows.slice(from, from + rowsAtOnce))
          .execute();
      }
      const details = { sha256: ledger.sha256, assets: rows.length };
      const subject = `system:${systemId}`;
      await appendAudit(db, { at: now, actor, action: 'asset-ledger-imported', subject, details });
    });
  }

  /** Assets by number; null when no ledger was taken by then. */
  async ledger(systemId: string, moment: number): Promise<Ledger | null> {
    const ledger = await this.#store.read
      .selectFrom('asset_ledger')
      .selectAll()
      .where('system_id', '=', systemId)
      .where(heldAt<'asset_ledger'>(moment))
      .executeTakeFirst();
    if (!ledger) return null;
    const rows = await this.#store.read
      .selectFrom('asset')
      .selectAll()
      .where('ledger_id', '=', ledger.id)
      .orderBy('asset_number')
      .execute();
    return {
      id: ledger.id,
      sha256: ledger.sha256,
      importedAt: ledger.recorded_at,
      assets: rows.map((row) => ({
        assetNumber: row.asset_number,
        name: row.name,
        excludedReason: row.excluded_reason,
        details: JSON.parse(row.details) as Record<string, string>,
      })),
    };
  }

  /** One declaration of each kind holds: a new one takes the place of the one before. */
  async declare(
    systemId: string,
    declaration: Omit<Declaration, 'id' | 'at'>,
    { actor, now }: Change,
  ): Promise<string> {
    const id = randomUUID();
    await this.#store.write.transaction().execute(async (db) => {
      const { kind, entries, person, reviewOn } = declaration;
      const before = await db
        .selectFrom('declaration')
        .select(['id', 'entries'])
        .where('withdrawn_at', 'is', null)
        .where('system_id', '=', systemId)
        .where('kind', '=', kind)
        .executeTakeFirst();
      await db
        .updateTable('declaration')
        .set({ withdrawn_at: now })
        .where('withdrawn_at', 'is', null)
        .where('system_id', '=', systemId)
        .where('kind', '=', kind)
        .execute();
      const columns = { id, system_id: systemId, kind, person, review_on: reviewOn };
      await db
        .insertInto('declaration')
        .values({ ...held({ actor, now }), ...columns, entries: JSON.stringify(entries) })
        .execute();
      await nextEdition(db);
      const details = {
        kind,
        person,
        reviewOn,
        entries: entries.length,
        ...(before && {
          replaces: before.id,
          replacedEntries: (JSON.parse(before.entries) as unknown[]).length,
        }),
      };
      const subject = `system:${systemId}`;
      await appendAudit(db, { at: now, actor, action: 'declaration-made', subject, details });
    });
    return id;
  }

  async declarations(systemId: string, moment: number): Promise<Declaration[]> {
    const rows = await this.#store.read
      .selectFrom('declaration')
      .selectAll()
      .where('system_id', '=', systemId)
      .where(heldAt<'declaration'>(moment))
      .orderBy('kind')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind as DeclarationKind,
      entries: JSON.parse(row.entries) as Record<string, string>[],
      person: row.person,
      at: row.recorded_at,
      reviewOn: row.review_on,
    }));
  }

  /**
   * Takes a user's own copy of a form in the place of the one before.
   *
   * @param changed items that say something else now: what people answered to the old wording is withdrawn
   */
  async loadWording(
    checklist: string,
    wording: OfficialWording,
    changed: readonly string[],
    { actor, now }: Change,
  ): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .updateTable('official_wording')
        .set({ withdrawn_at: now })
        .where('withdrawn_at', 'is', null)
        .where('checklist', '=', checklist)
        .execute();
      const columns = { id: randomUUID(), checklist, sha256: wording.sha256 };
      await db
        .insertInto('official_wording')
        .values({ ...held({ actor, now }), ...columns, items: JSON.stringify(wording.items) })
        .execute();
      if (changed.length > 0) {
        await db
          .updateTable('attestation')
          .set({ withdrawn_at: now })
          .where('withdrawn_at', 'is', null)
          .where('checklist', '=', checklist)
          .where('item', 'in', [...changed])
          .execute();
      }
      const details = { sha256: wording.sha256, items: Object.keys(wording.items).length, changed };
      const subject = `checklist:${checklist}`;
      await appendAudit(db, { at: now, actor, action: 'official-wording-loaded', subject, details });
    });
  }

  async wording(checklist: string, moment: number): Promise<OfficialWording | null> {
    const row = await this.#store.read
      .selectFrom('official_wording')
      .select(['sha256', 'items'])
      .where('checklist', '=', checklist)
      .where(heldAt<'official_wording'>(moment))
      .executeTakeFirst();
    return row ? { sha256: row.sha256, items: JSON.parse(row.items) as Record<string, string> } : null;
  }
}
