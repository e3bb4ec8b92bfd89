import { TenkenError } from '@tenken/shared';
import type { Change } from '../../audit/audit-entry.ts';
import type { Attestation, Plan } from './answer-repository.ts';
import { heldId, replaceAttestation, replacePlan, withdrawAttestation, withdrawPlan } from './answer-rows.ts';
import type { Assessment } from './assessment.ts';
import type { ItemEntry } from './item-entry-rows.ts';
import { appendEntry, lastEntry, refuseFrozen } from './item-entry-rows.ts';
import type { Store } from '../store.ts';

/** What is to change of one item, and what held of it when whoever changes it read it. */
export type ItemChange = {
  item: string;
  /** Ids of the answer and the plan, and the revision of the mark and remarks; 0 for none. */
  read: { attestation: string | null; plan: string | null; revision: number };
  /** Absent: stays as it is; null: withdrawn. */
  attestation?:
    | (Pick<Attestation, 'id' | 'answer' | 'note' | 'person' | 'expiresOn'> & {
        /** The files of the answer before show this one as well. */
        keepsFiles: boolean;
      })
    | null;
  plan?: Pick<Plan, 'owner' | 'dueOn' | 'text'> | null;
  entry?: Pick<ItemEntry, 'role' | 'remarks' | 'basis'>;
};

/** Many items of one assessment at once: all that is asked for, or nothing. */
export class BulkAnswerRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * @throws {TenkenError} `edited-meanwhile` that names the items which somebody has changed since they were read,
   *   `assessment-blocked` for a frozen assessment; then nothing has changed
   */
  async apply(
    { id, systemId, checklist }: Pick<Assessment, 'id' | 'systemId' | 'checklist'>,
    changes: readonly ItemChange[],
    change: Change,
  ): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      await refuseFrozen(db, id);
      const edited: string[] = [];
      for (const { item, read } of changes) {
        const key = { systemId, checklist, item };
        const isSame =
          (await heldId(db, 'attestation', key)) === read.attestation &&
          (await heldId(db, 'plan', key)) === read.plan &&
          ((await lastEntry(db, id, item))?.revision ?? 0) === read.revision;
        if (!isSame) edited.push(item);
      }
      if (edited.length > 0) {
        throw new TenkenError(
          'edited-meanwhile',
          `Somebody has changed item ${edited.join(', ')} since the file was written. Nothing was taken: write the file again, and enter these rows there.`,
        );
      }
      for (const { item, read, attestation, plan, entry } of changes) {
        const key = { systemId, checklist, item };
        if (attestation === null) await withdrawAttestation(db, key, change);
        if (attestation) {
          const filesOf = attestation.keepsFiles ? read.attestation : null;
          await replaceAttestation(db, key, { ...attestation, files: [], filesOf }, change);
        }
        if (plan === null) await withdrawPlan(db, key, change);
        if (plan) await replacePlan(db, key, plan, change);
        if (entry) await appendEntry(db, id, { ...entry, item, after: read.revision }, change);
      }
    });
  }
}
