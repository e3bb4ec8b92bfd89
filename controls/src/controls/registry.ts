import type { AnyControl } from './define.ts';
import { timeSynchronized } from './time-synchronized/index.ts';

/** Every control, by id. A test holds it against the folders beside this file. */
export const controls: readonly AnyControl[] = [timeSynchronized];
