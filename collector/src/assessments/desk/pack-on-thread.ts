import { Worker } from 'node:worker_threads';
import { TenkenError } from '@tenken/shared';
import type { ErrorCode } from '@tenken/shared';
import type { PackSigner } from '../../pack/pack-signer.ts';
import type { PackProgress } from '../../pack/write-pack.ts';
import type { MadePack } from './made-pack.ts';
import type { PackWish } from './make-pack.ts';

/** All that another thread needs to make a pack; it reads the database and changes nothing there. */
export type PackJob = {
  /** Folder of the collector. */
  data: string;
  /** Folder of the key that signs, which is there already. */
  authority: string;
  signer: Omit<PackSigner, 'sign'>;
  /** For findings, meanwhile. */
  folder: string;
  staleAfterMs: number;
  wish: PackWish;
  destination: string;
  /** Milliseconds since 1970. */
  now: number;
};

/** How far it is: judged machines first, then items as they are written. */
export type PackStage = { stage: 'judging' | PackProgress['stage']; done: number; total: number };

/** What the thread answers with: errors lose their class on the way. */
export type PackAnswer = { made: MadePack } | { refused: { code: ErrorCode; message: string } };
export type PackMessage = PackAnswer | { stage: PackStage };

/**
 * Makes a pack on a thread of its own: judging ten thousand machines and setting pages take the processor for minutes,
 * and agents must not wait for it.
 *
 * @param signal ends the thread at once; what it has written stays in `folder`
 * @param onStage told now and then while it works
 * @throws {TenkenError} as `makePack` does
 */
export async function makePackOnThread(
  job: PackJob,
  signal: AbortSignal,
  onStage?: (stage: PackStage) => void,
): Promise<MadePack> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<PackAnswer>();
  const worker = new Worker(new URL('./pack-worker.ts', import.meta.url), { workerData: job });
  worker.on('message', (message: PackMessage) => {
    if ('stage' in message) onStage?.(message.stage);
    else resolve(message);
  });
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`the thread that makes a pack ended with ${code}`)));
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const answer = await promise;
    if ('made' in answer) return answer.made;
    throw new TenkenError(answer.refused.code, answer.refused.message);
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
