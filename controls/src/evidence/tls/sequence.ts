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
    const prepared = this.#prepared ?? undefined;
    this.#prepared = null;
    const label = `${this.#label} ${this.#turn}`;
    this.#turn += 1;
    const asking = this.#conversation.ask(label, question, prepared, () => {
      // Not before this one: a server that takes one connection after the other would wait for the hello of the next.
      this.#prepared ??= this.#conversation.prepare(`${this.#label} ${this.#turn}`);
    });
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
