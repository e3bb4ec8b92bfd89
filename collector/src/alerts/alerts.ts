import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BlockList } from 'node:net';
import type { AlertPreview, AlertRuleInput, ChannelSettings, TestResult } from '../api/alert-schemas.ts';
import type { Change } from '../audit/audit-entry.ts';
import { Refusal } from '../ingest/refusal.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { Notices } from '../notices.ts';
import type { Channel, Rule } from '../store/alerts/alert-repository.ts';
import { composeTest } from './compose.ts';
import { Outbox } from './outbox.ts';
import type { OutboxOptions } from './outbox.ts';
import { preview } from './preview.ts';
import { messageDueAt } from './schedule.ts';
import { SecretBox } from './secret-box.ts';
import { deliver } from './sending/deliver.ts';
import { SendFailure, whyOf } from './sending/send-failure.ts';
import type { Reach } from './sending/destination.ts';
import { quietDueAt, Watcher } from './watcher.ts';
import type { WatcherOptions } from './watcher.ts';

/** What the configuration of this machine says of alerts. */
export type AlertMachine = {
  /** Networks that messages may go to although they are this machine's, link-local or the like. */
  allowed: BlockList;
  /** Files with a password of the mail server, by its name. */
  secretFiles: ReadonlyMap<string, string>;
};

export type AlertsOptions = WatcherOptions &
  Pick<OutboxOptions, 'messages' | 'channels' | 'canWrite' | 'onSent' | 'onFailure'> & {
    machine: AlertMachine;
    /** Of the authority's keys. */
    keyFolder: string;
    jobs: { rules: JobRecord; outbox: JobRecord };
    notices: Notices;
    /** How often rules and outbox are looked at. */
    everyMs: number;
    onError: (error: unknown) => void;
  };

const dayMs = 24 * 60 * 60 * 1000;
/** The log of messages; the audit log and the findings tell of longer ago. */
const keptDays = 400;
const longestSecretFile = 4096;
const testEveryMs = 3000;

/** Tells people what happens, by what they have asked to be told. */
export class Alerts {
  readonly #options: AlertsOptions;
  readonly #watcher: Watcher;
  readonly #outbox: Outbox;
  readonly #box: SecretBox;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #waiting = false;
  readonly #ending = new AbortController();
  #removedAt = Number.NEGATIVE_INFINITY;
  readonly #testedMs = new Map<string, number>();

  constructor(options: AlertsOptions) {
    this.#options = options;
    this.#box = new SecretBox(options.keyFolder);
    this.#watcher = new Watcher(options);
    this.#outbox = new Outbox({
      ...options,
      send: (channel, message) => deliver(channel.settings, this.#secretOf(channel), message, this.#reach()),
      ending: this.#ending.signal,
    });
  }

  start(): void {
    this.wake();
    this.#timer = setInterval(() => this.wake(), this.#options.everyMs);
    this.#timer.unref();
  }

  /** Looks at once, and again when it is looking already. */
  wake(): void {
    if (this.#ending.signal.aborted || this.#waiting) return;
    this.#waiting = true;
    const before = this.#running;
    this.#running = (async () => {
      await before;
      this.#waiting = false;
      await this.#work();
    })();
  }

  /** Resolves when everything that is due now was tried. */
  async settle(): Promise<void> {
    this.wake();
    await this.#running;
  }

  /** Does not wait for those that answer slowly: what is not sent is sent after the next start. */
  async stop(): Promise<void> {
    this.#ending.abort();
    if (this.#timer) clearInterval(this.#timer);
    await this.#running;
  }

  /** For the database. @param channelId the secret can be used for this channel alone */
  seal(secret: string, channelId: string): string {
    return this.#box.seal(secret, channelId);
  }

  /** Whether a file with the password for this server is named in the configuration. */
  hasSecretFile(host: string): boolean {
    return this.#options.machine.secretFiles.has(host.toLowerCase());
  }

  /** How much a rule has gathered, and when it will tell of it, milliseconds since 1970. */
  async outlook(rule: Rule): Promise<{ gathered: number; nextMessageAt: number | null }> {
    const { count, firstAt } = await this.#options.events.waiting(rule);
    const { schedule, lastMessageAt, enabled } = rule;
    const { gatherMs } = this.#options;
    const nextMessageAt =
      firstAt === null
        ? quietDueAt(rule)
        : messageDueAt(schedule, { lastMessageAt, firstEventAt: firstAt, gatherMs });
    return { gathered: count, nextMessageAt: enabled ? nextMessageAt : null };
  }

  /** What a rule would tell. */
  preview(rule: AlertRuleInput): Promise<AlertPreview> {
    return preview(rule, this.#options);
  }

  /** Sends a test now and says how it went. @throws {Refusal} 429: the last one to this channel was a moment ago */
  async test(channel: Channel, language: 'ja' | 'en', change: Change): Promise<TestResult> {
    const { now, page, messages, notices, onSent, onFailure } = this.#options;
    this.#refuseFlood(channel.id);
    const message = composeTest({ id: randomUUID(), language, now: now().getTime(), page: page() });
    const startedAt = performance.now();
    let error: Text | null = null;
    try {
      await deliver(channel.settings, this.#secretOf(channel), message, this.#reach());
      onSent(channel.settings.kind);
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      error = whyOf(cause);
      onFailure(channel.settings.kind, false);
    }
    const tookMs = Math.round(performance.now() - startedAt);
    await messages.keepTest(message, channel.id, error, { ...change, now: now().getTime() });
    notices.tell('alerts');
    return { sent: error === null, messageId: message.id, error, tookMs };
  }

  #refuseFlood(channelId: string): void {
    const before = this.#testedMs.get(channelId) ?? Number.NEGATIVE_INFINITY;
    if (performance.now() - before < testEveryMs) {
      const seconds = testEveryMs / 1000;
      throw new Refusal(429, 'too-many-attempts', `Wait ${seconds} seconds between two tests.`, seconds);
    }
    this.#testedMs.set(channelId, performance.now());
  }

  #reach(): Reach {
    return { allowed: this.#options.machine.allowed, ending: this.#ending.signal };
  }

  /** @throws {SendFailure} it cannot be read */
  #secretOf({ id, settings, secret }: Channel): string | null {
    if (settings.kind === 'mail' && settings.password === 'file') return this.#fromFile(settings);
    if (secret === null) return null;
    try {
      return this.#box.open(secret, id);
    } catch (cause) {
      throw new SendFailure(
        text(
          'この通知先のパスワードなどを復号できません。もう一度入力してください。',
          'What is secret of this channel cannot be decrypted here: enter it again.',
        ),
        { cause },
      );
    }
  }

  #fromFile({ host }: Extract<ChannelSettings, { kind: 'mail' }>): string {
    const path = this.#options.machine.secretFiles.get(host.toLowerCase());
    if (path === undefined) {
      throw new SendFailure(
        text(
          `${host} のパスワードのファイルが指定されていません。コレクターを --alert-secret-file ${host}=FILE を付けて起動します。`,
          `No file with the password for ${host} is named: start the collector with --alert-secret-file ${host}=FILE.`,
        ),
      );
    }
    try {
      return readFileSync(path, 'utf8')
        .slice(0, longestSecretFile)
        .replace(/\r?\n$/, '');
    } catch (cause) {
      throw new SendFailure(
        text(
          `${host} のパスワードのファイルを読めません。`,
          `The file with the password for ${host} cannot be read.`,
        ),
        { cause },
      );
    }
  }

  async #work(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    const { jobs, onError, canWrite, notices } = this.#options;
    if (!canWrite()) return;
    try {
      const made = await jobs.rules.run(() => this.#watcher.look());
      if (this.#ending.signal.aborted) return;
      const tried = await jobs.outbox.run(() => this.#outbox.work());
      await this.#removeOld();
      if (made + tried > 0) notices.tell('alerts');
    } catch (error) {
      onError(error);
    }
  }

  async #removeOld(): Promise<void> {
    if (performance.now() - this.#removedAt < dayMs) return;
    this.#removedAt = performance.now();
    await this.#options.messages.removeBefore(this.#options.now().getTime() - keptDays * dayMs);
  }
}
