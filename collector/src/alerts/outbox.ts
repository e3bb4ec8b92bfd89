import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { ChannelSettings } from '../api/alert-schemas.ts';
import type { AlertMessageRepository, KeptMessage } from '../store/alerts/alert-message-repository.ts';
import type { AlertRepository, Channel } from '../store/alerts/alert-repository.ts';
import type { AlertMessage } from './message.ts';
import { whyOf } from './sending/send-failure.ts';

export type OutboxOptions = {
  messages: AlertMessageRepository;
  channels: Pick<AlertRepository, 'channel'>;
  /** One attempt; throws a SendFailure, which is for whoever set the channel up. */
  send: (channel: Channel, message: AlertMessage) => Promise<void>;
  /** While nothing can be written nothing is sent either: it would be sent again and again. */
  canWrite: () => boolean;
  /** Once it is aborted, what is under way is as if it had not been tried. */
  ending: AbortSignal;
  now: () => Date;
  onSent: (kind: ChannelSettings['kind']) => void;
  onFailure: (kind: ChannelSettings['kind'], givenUp: boolean) => void;
};

const minuteMs = 60_000;
/** After the first attempt, and after each that followed; then it is given up, a day and a half after the first. */
export const retryAfterMinutes = [1, 2, 5, 15, 30, 60, 120, 240, 480, 720];
const channelsAtOnce = 4;

/** Sends what is in the outbox: at least once, one after the other to each channel, slow ones holding up no other. */
export class Outbox {
  readonly #options: OutboxOptions;
  /** Sent, and not yet written down. */
  readonly #sent = new Set<string>();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Sends all that is due. @returns how many were tried */
  async work(): Promise<number> {
    const { messages, now } = this.#options;
    let tried = 0;
    while (this.#mayGoOn()) {
      const due = await messages.due(now().getTime(), []);
      if (due.length === 0) break;
      for (let from = 0; from < due.length && this.#mayGoOn(); from += channelsAtOnce) {
        await Promise.all(due.slice(from, from + channelsAtOnce).map((message) => this.#try(message)));
      }
      tried += due.length;
    }
    return tried;
  }

  #mayGoOn(): boolean {
    return this.#options.canWrite() && !this.#options.ending.aborted;
  }

  async #try(message: KeptMessage): Promise<void> {
    const { messages, channels, now, ending, onSent, onFailure } = this.#options;
    if (!(await messages.take(message, now().getTime()))) return;
    const channel = await channels.channel(message.channelId);
    if (channel === null) {
      await messages.failed(message.id, text('通知先がなくなりました。', 'The channel was removed.'), null);
      return;
    }
    const { kind } = channel.settings;
    if (!this.#sent.has(message.id)) {
      const failure = await this.#send(channel, message.content);
      if (failure !== null) {
        if (ending.aborted) return messages.giveBack(message);
        const minutes = retryAfterMinutes[message.attempts];
        const next = minutes === undefined ? null : now().getTime() + minutes * minuteMs;
        await messages.failed(message.id, failure, next);
        onFailure(kind, next === null);
        return;
      }
      onSent(kind);
      this.#sent.add(message.id);
    }
    await messages.sent(message.id, now().getTime());
    this.#sent.delete(message.id);
  }

  /** @returns why it was not sent; null: it was */
  async #send(channel: Channel, message: AlertMessage): Promise<Text | null> {
    try {
      await this.#options.send(channel, message);
      return null;
    } catch (error) {
      return error instanceof Error ? whyOf(error) : text('送れなかった', 'failed');
    }
  }
}
