import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '@tenken/shared';
import * as z from 'zod/mini';
import { readState, writeState } from '../durable-file.ts';
import type { Identity } from '../identity/identity.ts';

const StoredSession = z.strictObject({ for: z.string(), session: z.string() });

/**
 * The TLS session of the last report, so that the next one needs no full handshake: that is most of what a report costs
 * a collector. It holds keys and lies beside the private one, readable by the agent only.
 *
 * It is the session of one certificate at one collector. A collector takes a resumed session for the certificate that
 * began it, so with a renewed one a new session begins.
 */
export class TlsSession {
  readonly #path: string;
  readonly #for: string;

  constructor(folder: string, identity: Pick<Identity, 'reportsUrl' | 'authority' | 'certificate'>) {
    this.#path = join(folder, 'tls-session.json');
    this.#for = sha256([identity.reportsUrl, identity.authority, identity.certificate].join('\n'));
  }

  load(): Buffer | null {
    const stored = readState(this.#path, StoredSession);
    return stored?.for === this.#for ? Buffer.from(stored.session, 'base64') : null;
  }

  save(session: Buffer): void {
    writeState(this.#path, { for: this.#for, session: session.toString('base64') });
  }

  /** After a connection that failed: the session may be why. */
  forget(): void {
    rmSync(this.#path, { force: true });
  }
}
