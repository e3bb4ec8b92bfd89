import { parentPort, workerData } from 'node:worker_threads';
import { TenkenError } from '@tenken/shared';
import { reopenPackSigner } from '../../pack/pack-signer.ts';
import { repositories } from '../../store/repositories.ts';
import { openReadingStore } from '../../store/store.ts';
import { makePack } from './make-pack.ts';
import type { PackAnswer, PackJob } from './pack-on-thread.ts';

const { database, authority, signer, folder, staleAfterMs, wish, destination, now } = workerData as PackJob;
const store = openReadingStore(database);
const context = { repositories: repositories(store), folder, staleAfterMs };
const into = { destination, now, signer: reopenPackSigner(authority, signer) };
const answer: PackAnswer = await makePack(context, wish, into).then(
  (made) => ({ made }),
  (error: unknown) => {
    if (!(error instanceof TenkenError)) throw error;
    return { refused: { code: error.code, message: error.message } };
  },
);
await store.close();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin; that is for windows of browsers
parentPort?.postMessage(answer);
