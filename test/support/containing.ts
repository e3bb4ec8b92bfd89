import { expect } from 'vitest';

/** Any text that contains this, within what is compared. */
export function containing(part: string): unknown {
  return expect.stringContaining(part);
}
