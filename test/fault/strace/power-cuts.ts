import { imageAfter } from './disk-image.ts';
import type { Image } from './disk-image.ts';
import type { Change, DiskEvent } from './disk-trace.ts';

/** One state in which a power cut may leave the disk. */
export type PowerCut = {
  /** Until when the disk may look so: what left before must be in it. */
  untilAt: number;
  /** `synced`: nothing but what was synced. `torn`: that, and some of what was not. */
  kind: 'synced' | 'torn';
  image: Image;
};

/**
 * The states in which the disk can be between any two syncs. A sync makes durable what was written to its file
 * before; anything written and not synced may be there or not, write by write.
 */
export function* powerCuts(
  base: Image,
  events: readonly DiskEvent[],
  random: () => number,
): Generator<PowerCut> {
  let durable = base;
  let unsynced: Change[] = [];
  for (const event of events) {
    if (event.type === 'sent') continue;
    if (event.type !== 'sync') {
      unsynced.push(event);
      continue;
    }
    // Until this sync has ended, nobody can rely on more than the last one gave.
    yield { untilAt: event.endedAt, kind: 'synced', image: durable };
    const survived = unsynced.filter(() => random() < 0.5);
    if (survived.length > 0) {
      yield { untilAt: event.endedAt, kind: 'torn', image: imageAfter(durable, survived) };
    }
    durable = imageAfter(
      durable,
      unsynced.filter(({ file }) => file === event.file),
    );
    unsynced = unsynced.filter(({ file }) => file !== event.file);
  }
  yield { untilAt: Infinity, kind: 'synced', image: durable };
  yield { untilAt: Infinity, kind: 'torn', image: imageAfter(durable, unsynced) };
}
