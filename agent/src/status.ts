import { join } from 'node:path';
import * as z from 'zod/mini';
import { readState, writeState } from './durable-file.ts';

/** How the last attempt to send ended, for whoever looks on the host itself. */
export const SendStatus = z.strictObject({
  at: z.iso.datetime(),
  /** Reports in the spool. */
  waiting: z.int(),
  /** Why they wait, or null. */
  problem: z.nullable(z.string()),
});
export type SendStatus = z.infer<typeof SendStatus>;

const file = 'send-status.json';

export function keepStatus(folder: string, status: SendStatus): void {
  writeState(join(folder, file), status);
}

/** @returns null before the first attempt */
export function sendStatus(folder: string): SendStatus | null {
  return readState(join(folder, file), SendStatus);
}
