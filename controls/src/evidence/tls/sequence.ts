import type { Conversation, Prepared, Question, Reply } from './conversation.ts';

/**
 * Questions of which each depends on the answer before. While one is answered the connection of the next is opened, so
 * that a server far away costs one round trip a question instead of two, and one connection more than there are questions.
 */
export class Sequence {
  readonly #conversation: Conversation;
  readonly #label: string;
  #turn: number;
  #prepared: Prepared | null = null;

  /** @param label of the questions, with their number behind it */
  constructor(conversation: Conversation, label: string, firstTurn = 1) {
    this.#conversation = conversation;
    this.#label = label;
    this.#turn = firstTurn;
  }

  async ask(question: Question): Promise<Reply> {
    const prepared = this.#prepared;
    const asking = this.#conversation.ask(`${this.#label} ${this.#turn}`, question, prepared ?? undefined);
    this.#turn += 1;
    this.#prepared = this.#conversation.prepare(`${this.#label} ${this.#turn}`);
    const reply = await asking;
    if (reply.type !== 'accepted') this.end();
    return reply;
  }

  /** Has to be called where no question follows. */
  end(): void {
    this.#prepared?.cancel();
    this.#prepared = null;
  }
}
