import { createPrivateKey, sign, verify, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '@tenken/shared';
import type { AuditRepository } from '../store/audit-repository.ts';

/** One place of the log, signed: whoever holds it can tell when a line up to there is changed later. */
export type SignedHead = { day: string; sequence: number; hash: string; signature: string };

const hourMs = 60 * 60 * 1000;

/** The bytes that a signature covers. */
export function signedBytes(head: Omit<SignedHead, 'signature'>): Buffer {
  const { day, sequence, hash } = head;
  return Buffer.from(canonicalJson({ day, sequence, hash }));
}

/** @param certificate PEM, of the authority that signed */
export function isHeadSigned(head: SignedHead, certificate: string): boolean {
  const key = new X509Certificate(certificate).publicKey;
  return verify('sha256', signedBytes(head), key, Buffer.from(head.signature, 'base64'));
}

/** Signs the newest line of the log once a day, and whenever it is exported. */
export class AuditSigner {
  readonly #audit: AuditRepository;
  readonly #keyFile: string;

  /** @param authority folder of the authority */
  constructor(audit: AuditRepository, authority: string) {
    this.#audit = audit;
    this.#keyFile = join(authority, 'authority-key.pem');
  }

  /** @returns null while nothing is written down, or no authority was made yet */
  async sign(now: Date): Promise<SignedHead | null> {
    const newest = await this.#audit.newest();
    if (!newest || !existsSync(this.#keyFile)) return null;
    const head = { day: now.toISOString().slice(0, 10), sequence: newest.sequence, hash: newest.hash };
    const key = createPrivateKey(readFileSync(this.#keyFile, 'utf8'));
    const signed = { ...head, signature: sign('sha256', signedBytes(head), key).toString('base64') };
    await this.#audit.keepHead(signed);
    return signed;
  }

  async signOncePerDay(now: Date): Promise<void> {
    const last = await this.#audit.lastHead();
    if (last?.day !== now.toISOString().slice(0, 10)) await this.sign(now);
  }

  /** Looks every hour whether today's is there. @returns what stops it */
  start(now: () => Date, onError: (error: unknown) => void): () => Promise<void> {
    let looking = Promise.resolve();
    const look = () => {
      looking = this.signOncePerDay(now()).catch(onError);
    };
    look();
    const timer = setInterval(look, hourMs);
    timer.unref();
    return () => {
      clearInterval(timer);
      return looking;
    };
  }
}
