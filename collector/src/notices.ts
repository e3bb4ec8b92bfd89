/** What has changed, as far as somebody who watches has to ask anew; the names are those of the page's areas. */
export const subjects = ['results', 'hosts', 'assessments', 'alerts', 'jobs', 'settings'] as const;
export type Subject = (typeof subjects)[number];

/** Tells within this process that something has changed. Nothing is kept: who asks for the state gets the whole of it. */
export class Notices {
  readonly #listeners = new Set<(subject: Subject) => void>();

  tell(subject: Subject): void {
    for (const listener of this.#listeners) listener(subject);
  }

  /** @returns ends it */
  listen(listener: (subject: Subject) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
