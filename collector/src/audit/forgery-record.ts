import { Refusal } from '../ingest/refusal.ts';
import type { AuditRepository } from '../store/audit-repository.ts';

const hourMs = 60 * 60 * 1000;
const forgeries: ReadonlySet<string> = new Set(['host-not-yours', 'signature-wrong']);

/** Whether a refused request, whose sender is known, spoke for somebody else. */
export function isForgery(error: unknown): error is Refusal {
  return error instanceof Refusal && forgeries.has(error.code);
}

/**
 * Attempts to speak for another host, in the audit log. Each sender has one line per kind and hour, however often it
 * tries: a log that one host can fill tells nothing any more.
 */
export class ForgeryRecord {
  readonly #audit: AuditRepository;
  readonly #written = new Set<string>();
  #hour = 0;

  constructor(audit: AuditRepository) {
    this.#audit = audit;
  }

  /** @param from the host whose certificate the request came with, and its address */
  async note({ code }: Refusal, from: { hostId: string; address: string }, now: number): Promise<void> {
    const hour = Math.floor(now / hourMs);
    if (hour !== this.#hour) this.#written.clear();
    this.#hour = hour;
    const attempt = `${from.hostId} ${code}`;
    if (this.#written.has(attempt)) return;
    this.#written.add(attempt);
    await this.#audit.append({
      at: now,
      actor: `host:${from.hostId}`,
      action: 'report-refused',
      subject: 'report',
      details: { reason: code, address: from.address },
    });
  }
}
