import type { AssessedItem, ItemSheet } from '../../../src/api/assessment-schemas.ts';
import { ApiProblem } from '../api/problem.ts';
import { refusalOf, request } from '../api/request.ts';
import { currentAccount, dropDraft, keepDraft, keptDraft } from './kept-drafts.ts';

type Event = ItemSheet['history'][number];

/** What somebody else wrote of the item meanwhile; `text` is null where the draft of the collector holds again. */
export type Theirs = { text: string | null; name: string; at: string; tag: string };

export type SaverState = {
  /** What stands in the box. */
  text: string;
  /**
   * `clean`: nothing was typed; `typed`: waits for a pause; `waiting`: could not be sent, is tried again; `refused`: is
   * not accepted as it is; `conflict`: somebody else wrote meanwhile.
   */
  status: 'clean' | 'typed' | 'sending' | 'saved' | 'waiting' | 'refused' | 'conflict';
  /** Why it was not accepted. */
  refusal: string | null;
  theirs: Theirs | null;
  /** False where this browser keeps nothing: the text is here only until it is saved. */
  kept: boolean;
};

/** `base`: what a person had written when the typing began; null: nobody, the draft held. */
type Draft = { text: string; base: string | null; tag: string };

const pauseMs = 1200;
const retryMs = 5000;

/**
 * 特記事項 of one item, on its way to the collector: kept in the browser at every keystroke, sent after a pause, tried
 * again until the collector has it, never over somebody else's text.
 */
export class RemarksSaver {
  readonly #path: string;
  readonly #name: string;
  /** Whoever wrote it: nobody else who signs in here sends it under their name. */
  readonly #account = currentAccount();
  readonly #onSaved: (item: AssessedItem) => void;
  readonly #listeners = new Set<() => void>();
  #state: SaverState = { text: '', status: 'clean', refusal: null, theirs: null, kept: true };
  #base: string | null = null;
  #tag = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending = false;

  constructor(assessment: string, item: AssessedItem, onSaved: (item: AssessedItem) => void) {
    const id = item.item.id;
    this.#path = `/assessments/${encodeURIComponent(assessment)}/items/${encodeURIComponent(id)}`;
    this.#name = draftName(assessment, id);
    this.#onSaved = onSaved;
    const left = keptDraft(this.#name, isDraft);
    if (left) {
      this.#base = left.base;
      this.#tag = left.tag;
      this.#state = { ...this.#state, text: left.text, status: 'waiting' };
      this.#sendAfter(0);
    } else this.adopt(item);
  }

  readonly state = (): SaverState => this.#state;

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get isClean(): boolean {
    return this.#state.status === 'clean' || this.#state.status === 'saved';
  }

  /** Of what the person here has read and written. */
  get tag(): string {
    return this.#tag;
  }

  /** Sends what is not saved yet, and waits until that is done or cannot be done now. */
  async settled(): Promise<void> {
    this.flush();
    if (this.#state.status !== 'typed' && this.#state.status !== 'sending') return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = this.listen(() => {
      if (this.#state.status !== 'typed' && this.#state.status !== 'sending') resolve();
    });
    await promise.finally(end);
  }

  /** The item as the collector has it now. What was typed here stays. */
  adopt(item: AssessedItem): void {
    // What was judged before the own text was saved comes too late.
    if (revisionIn(item.tag) < revisionIn(this.#tag)) return;
    const written = writtenIn(item);
    if (this.isClean) {
      this.#base = written;
      this.#tag = item.tag;
      if (this.#state.text !== item.remarks) this.#change({ text: item.remarks });
    } else if (written === this.#base && this.#state.status !== 'conflict') this.#tag = item.tag;
  }

  type(text: string): void {
    const kept = this.#keep(text);
    if (this.#state.status === 'conflict') this.#change({ text, kept });
    else {
      this.#change({ text, status: 'typed', refusal: null, kept });
      this.#sendAfter(pauseMs);
    }
  }

  /** Sends at once what is not saved yet. */
  readonly flush = (): void => {
    if (this.#state.status === 'typed' || this.#state.status === 'waiting') this.#sendAfter(0);
  };

  /** The text of the person here holds, or one made of both. */
  keepMine(text = this.#state.text): void {
    const { theirs } = this.#state;
    if (!theirs) return;
    this.#tag = theirs.tag;
    this.#base = theirs.text;
    this.#change({ status: 'typed', theirs: null });
    this.type(text);
    this.flush();
  }

  /** The other text holds; the own one goes. */
  takeTheirs(): void {
    const { theirs } = this.#state;
    if (!theirs) return;
    this.#tag = theirs.tag;
    this.#base = theirs.text;
    this.#drop(this.#state.text);
    this.#change({ text: theirs.text ?? '', status: 'clean', theirs: null });
  }

  /** Back to what the collector drafts. */
  takeDraft(): void {
    this.type('');
    this.flush();
  }

  #keep(text: string): boolean {
    const draft: Draft = { text, base: this.#base, tag: this.#tag };
    return keepDraft(this.#name, draft, this.#account);
  }

  /** Another window of the same person may have kept a newer text there. */
  #drop(text: string): void {
    if (keptDraft(this.#name, isDraft)?.text === text) dropDraft(this.#name, this.#account);
  }

  #sendAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), ms);
  }

  async #send(): Promise<void> {
    if (this.#sending || this.isClean || this.#state.status === 'conflict') return;
    if (currentAccount() !== this.#account) {
      this.#change({ status: 'waiting', refusal: 'sign-in-needed' });
      this.#sendAfter(retryMs);
      return;
    }
    const { text } = this.#state;
    this.#sending = true;
    this.#change({ status: 'sending', refusal: null });
    const json = { remarks: text.trim() === '' ? null : text };
    try {
      const item = await request<AssessedItem>({
        method: 'PATCH',
        path: this.#path,
        json,
        tag: this.#tag,
        takes: 'work',
      });
      this.#saved(text, item.tag);
      this.#onSaved(item);
    } catch (error) {
      this.#failed(text, error);
    } finally {
      this.#sending = false;
      if (this.#state.status === 'typed') this.#sendAfter(pauseMs);
    }
  }

  #saved(sent: string, tag: string): void {
    this.#tag = tag;
    this.#base = sent.trim() === '' ? null : sent.trim();
    if (this.#state.text === sent) {
      this.#drop(sent);
      this.#change({ status: 'saved' });
    } else {
      // Somebody has gone on typing meanwhile.
      this.#change({ status: 'typed', kept: this.#keep(this.#state.text) });
    }
  }

  #failed(sent: string, error: unknown): void {
    if (error instanceof ApiProblem && error.code === 'edited-meanwhile') this.#meet(sent, error);
    else if (error instanceof ApiProblem && error.status < 500 && error.status !== 401) {
      this.#change({ status: 'refused', refusal: error.code });
    } else {
      this.#change({ status: 'waiting', refusal: refusalOf(error) });
      this.#sendAfter(retryMs);
    }
  }

  /** Somebody has edited the item since. Only where they wrote another text there is something to choose. */
  #meet(sent: string, { details }: ApiProblem): void {
    const current = details['current'] as Event | null;
    const tag = String(details['tag']);
    const text = current?.text ?? null;
    if (text !== null && text === sent.trim()) {
      // The own text of before: its answer was lost on the way.
      this.#saved(sent, tag);
    } else if (text === this.#base) {
      this.#tag = tag;
      this.#change({ status: 'typed', kept: this.#keep(this.#state.text) });
      this.#sendAfter(0);
    } else {
      const theirs = { text, tag, name: current?.name ?? '', at: current?.at ?? '' };
      this.#change({ status: 'conflict', theirs });
    }
  }

  #change(change: Partial<SaverState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** @returns null while the draft of the collector holds */
function writtenIn({ remarks, remarksBy }: AssessedItem): string | null {
  return remarksBy === 'person' ? remarks : null;
}

/** How often people have edited an item, from its tag; 0 for no tag. */
export function revisionIn(tag: string): number {
  return Number(/^"(\d+)-/.exec(tag)?.[1] ?? 0);
}

export function draftName(assessment: string, item: string): string {
  return `${assessment} ${item} remarks`;
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const { text, base, tag } = value as Partial<Record<string, unknown>>;
  return typeof text === 'string' && typeof tag === 'string' && (base === null || typeof base === 'string');
}
