import { parentPort, workerData } from 'node:worker_threads';
import { TenkenError } from '@tenken/shared';
import { reopenPackSigner } from '../../pack/pack-signer.ts';
import type { PackProgress } from '../../pack/write-pack.ts';
import { openDataDirectory } from '../../store/data-directory.ts';
import { openReadingStoreOf } from '../../store/database-place.ts';
import { repositories } from '../../store/repositories.ts';
import { makePack } from './make-pack.ts';
import type { PackAnswer, PackJob, PackMessage, PackStage } from './pack-on-thread.ts';

const { data, authority, signer, folder, staleAfterMs, wish, destination, now } = workerData as PackJob;
const store = await openReadingStoreOf(openDataDirectory(data));
const context = { repositories: repositories(store), folder, staleAfterMs };
/** A bar moves smoothly enough; a hundred thousand machines would be as many messages. */
const leastBetweenMs = 100;
let toldAt = 0;
const tell = (stage: PackStage) => {
  if (Date.now() - toldAt < leastBetweenMs && stage.done < stage.total) return;
  toldAt = Date.now();
  post({ stage });
};
const into = {
  destination,
  now,
  signer: reopenPackSigner(authority, signer),
  onProgress: (done: number, total: number) => tell({ stage: 'judging', done, total }),
  onPack: ({ stage, items }: PackProgress) => tell({ stage, ...items }),
};
const answer: PackAnswer = await makePack(context, wish, into).then(
  (made) => ({ made }),
  (error: unknown) => {
    if (!(error instanceof TenkenError)) throw error;
    return { refused: { code: error.code, message: error.message } };
  },
);
await store.close();
post(answer);

function post(message: PackMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin; that is for windows of browsers
  parentPort?.postMessage(message);
}
