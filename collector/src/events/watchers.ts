import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import { deskLimits } from '../limits/limits.ts';
import { Refusal } from '../ingest/refusal.ts';
import type { Notices, Subject } from '../notices.ts';
import { Pacer } from './pacer.ts';

/** A browser that lost its connection asks again after this; the page itself waits longer each time. */
const retryMs = 2000;
/** Nobody reads there any more: some thousand events wait. */
const mostWaitingBytes = 64 * 1024;

export type WatchLimits = Pick<typeof deskLimits, 'watchers' | 'watchersPerPerson' | 'noticeMs' | 'beatMs'>;

type Watcher = { person: string; stream: PassThrough; beat: NodeJS.Timeout };

/** Everybody who has a page open that wants to hear of changes: one stream of server-sent events each. */
export class Watchers {
  readonly #watchers = new Set<Watcher>();
  readonly #limits: WatchLimits;
  readonly #pacer: Pacer;
  readonly #stopListening: () => void;

  constructor(notices: Notices, limits: WatchLimits = deskLimits) {
    this.#limits = limits;
    this.#pacer = new Pacer(limits.noticeMs, (subject) => this.#tellAll(subject));
    this.#stopListening = notices.listen((subject) => {
      if (this.#watchers.size > 0) this.#pacer.tell(subject);
    });
  }

  get size(): number {
    return this.#watchers.size;
  }

  /**
   * @param stillThere asked at each beat; once it says no, the stream says `signed-out` and ends
   * @returns what goes out as `text/event-stream`, until either side ends it
   * @throws {Refusal} 503 when the person, or all together, watch from too many places
   */
  add(person: string, stillThere: () => Promise<boolean>): Readable {
    const ofPerson = [...this.#watchers].filter((one) => one.person === person).length;
    if (this.#watchers.size >= this.#limits.watchers || ofPerson >= this.#limits.watchersPerPerson) {
      throw new Refusal(
        503,
        'too-many-watchers',
        'Too many pages of this collector are open. Leave some of them, or send this again later.',
        30,
      );
    }
    const stream = new PassThrough();
    const beat = setInterval(() => void this.#beat(watcher, stillThere), this.#limits.beatMs);
    beat.unref();
    const watcher: Watcher = { person, stream, beat };
    this.#watchers.add(watcher);
    stream.once('close', () => this.#forget(watcher));
    stream.on('error', () => this.#forget(watcher));
    stream.write(`retry: ${retryMs}\n\n`);
    return stream;
  }

  /** Ends every stream: the collector shuts down. */
  close(): void {
    this.#stopListening();
    this.#pacer.stop();
    for (const watcher of this.#watchers) {
      this.#forget(watcher);
      watcher.stream.end();
    }
  }

  #tellAll(subject: Subject): void {
    const event = `event: ${subject}\ndata: {}\n\n`;
    for (const watcher of this.#watchers) this.#write(watcher, event);
  }

  async #beat(watcher: Watcher, stillThere: () => Promise<boolean>): Promise<void> {
    // A session that cannot be looked up is no session.
    const isThere = await stillThere().catch(() => false);
    if (!this.#watchers.has(watcher)) return;
    if (isThere) {
      this.#write(watcher, ':\n\n');
      return;
    }
    this.#forget(watcher);
    watcher.stream.end('event: signed-out\ndata: {}\n\n');
  }

  #write(watcher: Watcher, text: string): void {
    if (watcher.stream.writableLength + watcher.stream.readableLength <= mostWaitingBytes) {
      watcher.stream.write(text);
      return;
    }
    this.#forget(watcher);
    watcher.stream.destroy();
  }

  #forget(watcher: Watcher): void {
    clearInterval(watcher.beat);
    this.#watchers.delete(watcher);
  }
}
