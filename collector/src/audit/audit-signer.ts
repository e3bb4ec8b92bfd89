import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { canonicalJson } from '@tenken/shared';
import type { JobRecord } from '../jobs/job-record.ts';
import type { AuditRepository } from '../store/audit-repository.ts';
import { openAuditKey } from './audit-key.ts';

/** One place of the log, signed: whoever holds it can tell when a line up to there is changed later. */
export type SignedHead = { day: string; sequence: number; hash: string; signature: string };

const hourMs = 60 * 60 * 1000;

/** The bytes that a signature covers. */
export function signedBytes(head: Omit<SignedHead, 'signature'>): Buffer {
  const { day, sequence, hash } = head;
  return Buffer.from(canonicalJson({ day, sequence, hash }));
}

export function isHeadSigned(head: SignedHead, key: KeyObject): boolean {
  return verify('sha256', signedBytes(head), key, Buffer.from(head.signature, 'base64'));
}

/** Signs the newest line of the log once a day, and whenever it is exported. */
export class AuditSigner {
  readonly #audit: AuditRepository;
  readonly #folder: string;

  /** @param folder where the key is kept, with those of the authority */
  constructor(audit: AuditRepository, folder: string) {
    this.#audit = audit;
    this.#folder = folder;
  }

  /** @returns null while nothing is written down */
  async sign(now: Date): Promise<SignedHead | null> {
    const newest = await this.#audit.newest();
    if (!newest) return null;
    const head = { day: now.toISOString().slice(0, 10), sequence: newest.sequence, hash: newest.hash };
    const signature = sign('sha256', signedBytes(head), openAuditKey(this.#folder)).toString('base64');
    const signed = { ...head, signature };
    await this.#audit.keepHead(signed);
    return signed;
  }

  async signOncePerDay(now: Date): Promise<void> {
    const last = await this.#audit.lastHead();
    if (last?.day !== now.toISOString().slice(0, 10)) await this.sign(now);
  }

  /** Looks every hour whether today's is there. @returns what stops it */
  start(now: () => Date, onError: (error: unknown) => void, job?: JobRecord): () => Promise<void> {
    let looking = Promise.resolve();
    const look = () => {
      const sign = () => this.signOncePerDay(now());
      looking = (job === undefined ? sign() : job.run(sign)).catch(onError);
      job?.planned(hourMs);
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
