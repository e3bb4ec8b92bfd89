import { hashOf, newSecret } from '../../access/secrets.ts';

/** What was asked of the provider, and must come back. */
export type PendingSignIn = { state: string; nonce: string; codeVerifier: string };

const lifetimeMs = 10 * 60_000;
const longest = 10_000;

/**
 * Sign-ins that wait for the provider's answer, each for the browser that began it and for one answer. Kept in
 * memory: after a restart people begin again.
 */
export class PendingSignIns {
  readonly #waiting = new Map<string, PendingSignIn & { until: number }>();

  /** @returns the token for the browser's cookie */
  add(pending: PendingSignIn, now: number): string {
    const token = newSecret();
    this.#waiting.set(hashOf(token), { ...pending, until: now + lifetimeMs });
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > longest && oldest !== undefined) this.#waiting.delete(oldest);
    return token;
  }

  /** What this browser began, once. */
  take(token: string, now: number): PendingSignIn | null {
    const key = hashOf(token);
    const found = this.#waiting.get(key);
    this.#waiting.delete(key);
    return found && now < found.until ? found : null;
  }
}
