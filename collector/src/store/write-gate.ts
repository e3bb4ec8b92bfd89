/** Why nothing is written at present. */
export type ReadOnlyReason =
  /** Nothing was lost; ends by itself as soon as there is space. */
  | 'disk-full'
  /** A write or sync failed: what the operating system holds may not be on disk. Ends with a new start only. */
  | 'disk-failed'
  /** Part of the database is not what was written. Ends with a restored backup. */
  | 'database-damaged'
  /** A database on another machine does not answer, or takes no writes. Ends by itself as soon as it does. */
  | 'database-away';

export type ReadOnlyState = { reason: ReadOnlyReason; since: Date; cause: string };

export const readOnlyReasons: readonly ReadOnlyReason[] = [
  'disk-full',
  'disk-failed',
  'database-damaged',
  'database-away',
];

const passing: readonly ReadOnlyReason[] = ['disk-full', 'database-away'];

/** Whether it ends by itself. */
export function isPassing(reason: ReadOnlyReason): boolean {
  return passing.includes(reason);
}

const whatToDo: Record<ReadOnlyReason, string> = {
  'disk-full':
    "The collector's disk is full; it stores again by itself once there is space. Send this again later.",
  'disk-failed':
    "The collector's disk has failed to keep what was written, so nothing more is stored until it is started again. Send this again later.",
  'database-damaged':
    "The collector's database is damaged, so nothing more is stored until a backup is restored. Send this again later.",
  'database-away':
    "The collector's database does not answer; the collector goes on by itself once it does. Send this again later.",
};

/**
 * A change that was not made because the database takes none; nothing of it is stored. Where the database went away
 * while it confirmed a change nobody knows: whoever asks again is answered as the first time.
 */
export class NotWritable extends Error {
  readonly reason: ReadOnlyReason;
  /** Random, so that agents do not come back together. */
  readonly retryAfterSeconds: number;

  constructor(reason: ReadOnlyReason, options?: ErrorOptions) {
    super(whatToDo[reason], options);
    this.name = 'NotWritable';
    this.reason = reason;
    const [least, spread] = reason === 'database-away' ? [5, 25] : [60, 240];
    this.retryAfterSeconds = least + Math.floor(Math.random() * spread);
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

  /** Shuts the gate; a reason that stays takes the place of one that passes, never the other way round. */
  shut(reason: ReadOnlyReason, cause: string): void {
    if (this.#state !== null && (!isPassing(this.#state.reason) || isPassing(reason))) return;
    this.#state = { reason, since: new Date(), cause };
    this.#onChange(this.#state);
  }

  /**
   * Runs one statement that writes, or belongs to a transaction that does.
   *
   * @param trial also when the reason may have passed: to see whether it has
   * @throws {NotWritable}
   */
  pass<T>(write: () => T, trial = false): T {
    this.check(trial);
    try {
      return write();
    } catch (cause) {
      const reason = reasonOf(cause);
      if (reason === null) throw cause;
      this.shut(reason, (cause as Error).message);
      throw new NotWritable(reason, { cause });
    }
  }

  /** @param trial also when the reason may have passed: to see whether it has @throws {NotWritable} */
  check(trial = false): void {
    if (this.#state === null || (trial && isPassing(this.#state.reason))) return;
    throw new NotWritable(this.#state.reason);
  }

  /** A transaction is stored: what kept others from it has passed. */
  written(): void {
    if (this.#state === null || !isPassing(this.#state.reason)) return;
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
