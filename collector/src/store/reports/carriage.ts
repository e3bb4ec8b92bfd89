import * as z from 'zod/mini';

/** How a report came that a person carried here as a file. Nobody can tell the error of its host's clock. */
export const Carriage = z.strictObject({
  /** Who imported it, as the audit log names them. */
  importedBy: z.string(),
  /** Of the file as it was imported. */
  fileSha256: z.string(),
  /** Whether it was encrypted to this collector. */
  encrypted: z.boolean(),
});
export type Carriage = z.infer<typeof Carriage>;

/** The same with its times: what a host or a report shows. */
export type CarriedBy = Carriage & {
  /** By the host's clock. */
  collectedAt: string;
  importedAt: string;
};

/** Of the newest report of a host. */
const HostCarriage = z.extend(Carriage, { collectedAt: z.string(), importedAt: z.string() });

export function readCarriage(stored: string | null): Carriage | null {
  return stored === null ? null : Carriage.parse(JSON.parse(stored));
}

export function readHostCarriage(stored: string | null): CarriedBy | null {
  return stored === null ? null : HostCarriage.parse(JSON.parse(stored));
}

/**
 * When a host said something, by the collector's clock: as it arrived; in a file that was carried, as the host's own
 * clock says, because days may lie between.
 */
export function heardAt(sentAt: number, receivedAt: number, carried: Carriage | null): number {
  return carried === null ? receivedAt : Math.min(sentAt, receivedAt);
}
