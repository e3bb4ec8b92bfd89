import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from 'node:tls';
import { makeFolder } from '@tenken/shared';

const dayMs = 24 * 60 * 60 * 1000;
/** Node's three keys in one: name, HMAC, AES. */
const keyBytes = 48;

/** How long an agent may resume a session: it reports at least daily, and the keys live no longer. */
export const sessionLifetimeSeconds = dayMs / 1000;

/**
 * Seals the TLS sessions that agents keep: the collector itself keeps none. The keys lie in a file, so that a restart
 * ends no session, and are made anew each day: what was recorded yesterday cannot be read with today's.
 *
 * @returns stops the renewal
 */
export function keepTicketKeys(server: Pick<Server, 'setTicketKeys'>, folder: string): () => void {
  // With somebody else's authority there is no such folder yet.
  makeFolder(folder);
  const path = join(folder, 'ticket-keys');
  let madeAt = 0;
  const renew = () => {
    if (Date.now() - madeAt < dayMs) return;
    const kept = madeAt === 0 ? read(path) : null;
    const keys = kept?.keys ?? write(path);
    madeAt = kept?.madeAt ?? Date.now();
    server.setTicketKeys(keys);
  };
  renew();
  const timer = setInterval(renew, 60_000);
  timer.unref();
  return () => clearInterval(timer);
}

function read(path: string): { keys: Buffer; madeAt: number } | null {
  try {
    const madeAt = statSync(path).mtimeMs;
    const keys = readFileSync(path);
    const age = Date.now() - madeAt;
    return keys.length === keyBytes && age >= 0 && age < dayMs ? { keys, madeAt } : null;
  } catch {
    return null;
  }
}

function write(path: string): Buffer {
  const keys = randomBytes(keyBytes);
  writeFileSync(`${path}.new`, keys, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return keys;
}
