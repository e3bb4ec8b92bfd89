import { ProbeError, probeErrorCodes } from '@tenken/shared';
import * as z from 'zod/mini';

/** A part of the evidence that could not be read although it is there, or may be. */
export const Unread = z.strictObject({
  /** What was wanted, e.g. `/etc/shadow` or `screen saver policy of S-1-5-21-…`. */
  what: z.string().check(z.maxLength(300)),
  code: z.enum(probeErrorCodes),
});
export type Unread = z.infer<typeof Unread>;

/**
 * Member of every schema whose probe reads several sources. While it is not empty no control that rests on the
 * evidence passes, whatever the rest says.
 */
export const unreadList = z.array(Unread).check(z.maxLength(200));

/**
 * Reads one part of a larger answer. `not-found` is a fact and gives `absent`; every other failure is noted in
 * `unread` and gives null, so that the other parts still count.
 */
export async function readPart<Part, Absent>(
  unread: Unread[],
  what: string,
  absent: Absent,
  read: () => Promise<Part>,
): Promise<Part | Absent | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    if (error.code === 'not-found') return absent;
    unread.push({ what: what.slice(0, 300), code: error.code });
    return null;
  }
}
