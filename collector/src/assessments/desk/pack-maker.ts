import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { TenkenError } from '@tenken/shared';
import type { CollectorContext } from '../../context.ts';
import { Refusal } from '../../ingest/refusal.ts';
import type { JobRecord } from '../../jobs/job-record.ts';
import { deskLimits, retryAfterSeconds } from '../../limits/limits.ts';
import { Turns } from '../../limits/turns.ts';
import { openPackSigner } from '../../pack/pack-signer.ts';
import type { MadePack } from './made-pack.ts';
import { makePackOnThread } from './pack-on-thread.ts';
import type { PackStage } from './pack-on-thread.ts';

/** `template`: the user's own workbook of the form, as it is. */
export type WantedPack = {
  assessment: string;
  state: 'draft' | 'final';
  asOf?: string | undefined;
  template: Buffer | null;
};

/** Whoever has it closes the file, which has no name any more. */
export type PackFile = { pack: MadePack; file: FileHandle };

/** Makes packs in the collector's scratch folder, one at a time for everybody. */
export class PackMaker {
  readonly #context: CollectorContext;
  readonly #turns: Turns;
  readonly #record: JobRecord;

  constructor(context: CollectorContext) {
    this.#context = context;
    this.#record = context.jobs.record('packs');
    this.#turns = new Turns({ most: deskLimits.packsAtOnce, waiting: 0 }, context.limits, () => {
      const seconds = retryAfterSeconds(context.limits);
      return new Refusal(503, 'pack-busy', 'Another pack is being made. Send this again later.', seconds);
    });
  }

  /** @returns ends the turn @throws {Refusal} 503 `pack-busy` */
  turn(): Promise<() => void> {
    return this.#turns.take();
  }

  /**
   * Makes one, in a turn that the caller has taken.
   *
   * @throws {TenkenError} as `makePack` does; the signal's reason when it was ended
   */
  async make(
    wanted: WantedPack,
    signal: AbortSignal,
    onStage?: (stage: PackStage) => void,
  ): Promise<PackFile> {
    const { notices } = this.#context;
    this.#record.began();
    notices.tell('jobs');
    try {
      const made = await this.#make(wanted, signal, onStage);
      this.#record.ended();
      return made;
    } catch (error) {
      // That an assessment is not ready for a pack, or somebody went away, is no fault of the job.
      this.#record.ended(error instanceof TenkenError || signal.aborted ? undefined : error);
      throw error;
    } finally {
      notices.tell('jobs');
    }
  }

  async #make(
    { assessment, state, asOf, template }: WantedPack,
    signal: AbortSignal,
    onStage?: (stage: PackStage) => void,
  ): Promise<PackFile> {
    const { authority, directory, now, staleAfterMs } = this.#context;
    const folder = await mkdtemp(join(directory.scratch, 'pack-'));
    try {
      const workbook = join(folder, 'template.xlsx');
      if (template) await writeFile(workbook, template);
      const { certificate, authorities } = await openPackSigner(directory.authority, authority, now());
      const job = {
        data: directory.path,
        authority: directory.authority,
        signer: { certificate, authorities },
        folder,
        staleAfterMs,
        wish: { assessment, draft: state === 'draft', asOf, template: template ? workbook : undefined },
        destination: join(folder, 'pack.zip'),
        now: now().getTime(),
      };
      const pack = await makePackOnThread(job, signal, onStage);
      return { pack, file: await open(pack.path) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
