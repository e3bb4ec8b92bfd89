/** Why nothing is written at present. */
export type ReadOnlyReason =
  /** Nothing was lost; ends by itself as soon as there is space. */
  | 'disk-full'
  /** A write or sync failed: what the operating system holds may not be on disk. Ends with a new start only. */
  | 'disk-failed'
  /** Part of the database is not what was written. Ends with a restored backup. */
  | 'database-damaged';

export type ReadOnlyState = { reason: ReadOnlyReason; since: Date; cause: string };

export const readOnlyReasons: readonly ReadOnlyReason[] = ['disk-full', 'disk-failed', 'database-damaged'];

const whatToDo: Record<ReadOnlyReason, string> = {
  'disk-full':
    "The collector's disk is full; it stores again by itself once there is space. Send this again later.",
  'disk-failed':
    "The collector's disk has failed to keep what was written, so nothing more is stored until it is started again. Send this again later.",
  'database-damaged':
    "The collector's database is damaged, so nothing more is stored until a backup is restored. Send this again later.",
};

/** A change that was not made because the disk takes none; nothing of it is stored. */
export class NotWritable extends Error {
  readonly reason: ReadOnlyReason;
  /** Random, so that agents do not come back together. */
  readonly retryAfterSeconds: number;

  constructor(reason: ReadOnlyReason, options?: ErrorOptions) {
    super(whatToDo[reason], options);
    this.name = 'NotWritable';
    this.reason = reason;
    this.retryAfterSeconds = 60 + Math.floor(Math.random() * 240);
  }
}

/**
 * Stands before every write. After a failed sync Linux forgets what was not written and calls the next sync a
 * success (https://wiki.postgresql.org/wiki/Fsync_Errors): no further write is tried, the gate stays shut.
 */
export class WriteGate {
  #state: ReadOnlyState | null = null;
  #onChange: (state: ReadOnlyState | null) => void = () => {};

  /** null while everything is stored. */
  get state(): ReadOnlyState | null {
    return this.#state;
  }

  onChange(listener: (state: ReadOnlyState | null) => void): void {
    this.#onChange = listener;
  }

  /** Shuts the gate; a worse reason takes the place of a full disk, never the other way round. */
  shut(reason: ReadOnlyReason, cause: string): void {
    if (this.#state !== null && (this.#state.reason !== 'disk-full' || reason === 'disk-full')) return;
    this.#state = { reason, since: new Date(), cause };
    this.#onChange(this.#state);
  }

  /**
   * Runs one statement that writes, or belongs to a transaction that does.
   *
   * @param trial also when the disk was full: to see whether it still is
   * @throws {NotWritable}
   */
  pass<T>(write: () => T, trial = false): T {
    if (this.#state !== null && !(trial && this.#state.reason === 'disk-full')) {
      throw new NotWritable(this.#state.reason);
    }
    try {
      return write();
    } catch (cause) {
      const reason = reasonOf(cause);
      if (reason === null) throw cause;
      this.shut(reason, (cause as Error).message);
      throw new NotWritable(reason, { cause });
    }
  }

  /** A transaction is on disk: it is not full any more. */
  written(): void {
    if (this.#state?.reason !== 'disk-full') return;
    this.#state = null;
    this.#onChange(null);
  }
}

function reasonOf(error: unknown): ReadOnlyReason | null {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return null;
  // The index of the log is a file too, and grows by writing where nothing was.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') return 'disk-full';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'database-damaged';
  return /^SQLITE_(IOERR|READONLY|CANTOPEN)/.test(code) ? 'disk-failed' : null;
}
