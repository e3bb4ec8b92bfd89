import { setPriority } from 'node:os';

/** A scan waits for everything else on its host; programs that it starts inherit this. */
export function lowerPriority(): void {
  try {
    setPriority(10);
  } catch {
    // Some containers forbid even this.
  }
}
