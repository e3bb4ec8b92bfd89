import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Without a flag at the start of the process: what is measured starts as it does elsewhere. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Takes away what nothing refers to any more, so that what is left can be compared with what is left later. */
export async function collectGarbage(): Promise<void> {
  // What a first collection finalizes (handles, buffers) lets go of more.
  for (let turn = 0; turn < 3; turn += 1) {
    collect();
    await nextTurn();
  }
}
