import { join } from 'node:path';
import type { ReportReceipt } from '@tenken/shared';
import * as z from 'zod/mini';
import { keepAcknowledged } from './acknowledged.ts';
import { readState, writeState } from './durable-file.ts';
import type { Identity } from './identity/identity.ts';
import { isRenewalDue, renew } from './identity/renew.ts';
import { raiseSequence } from './identity/sequence.ts';
import type { Spool } from './spool/spool.ts';
import { SettingsBook } from './settings.ts';
import { push } from './transport/push.ts';
import type { Later } from './transport/push.ts';
import { TlsSession } from './transport/tls-session.ts';

/** Hashes of the last report that the collector acknowledged; without them all bodies are sent. */
const KnownBodies = z.strictObject({ hostId: z.uuid(), hashes: z.array(z.string()) });

export type DrainOptions = {
  folder: string;
  spool: Spool;
  identity: Identity;
  now: () => Date;
  signal?: AbortSignal;
  onReceipt: (receipt: ReportReceipt) => void;
  onProblem: (message: string, error?: unknown) => void;
};

export type Drained =
  | { result: 'empty' }
  /** `delivered`: how many went before. */
  | (Later & { delivered: number });

/** Sends what waits, oldest first, until nothing does or the collector cannot take more now. */
export async function drain(options: DrainOptions): Promise<Drained> {
  const { folder, spool, now } = options;
  const identity = await renewed(options);
  const knownPath = join(folder, 'known-bodies.json');
  const stored = readState(knownPath, KnownBodies);
  let known = new Set(stored?.hostId === identity.hostId ? stored.hashes : []);
  const settings = new SettingsBook(folder, identity.certificate);
  const handled = new Set<number>();
  const session = new TlsSession(folder, identity);
  let delivered = 0;
  for (;;) {
    const report = options.signal?.aborted ? null : spool.next(handled);
    if (!report) return { result: 'empty' };
    if (report.hostId !== identity.hostId) {
      handled.add(report.sequence);
      spool.refuse(report, 'it was made for an identity that this host has no more');
      continue;
    }
    const gap = spool.gapFor(report);
    const delivery = await push(report, { identity, known, gap, settings: settings.state, now, session });
    if (delivery.result === 'later') return { ...delivery, delivered };
    handled.add(report.sequence);
    if (delivery.result === 'refused') {
      spool.refuse(report, delivery.why);
      continue;
    }
    spool.done(report);
    keepAcknowledged(folder, report, now());
    delivered += 1;
    const hashes = report.scan.evidence.map(({ sha256 }) => sha256);
    known = new Set(hashes);
    writeState(knownPath, { hostId: identity.hostId, hashes });
    raiseSequence(folder, delivery.receipt.lastSequence);
    if (delivery.receipt.settings !== undefined) takeSettings(settings, delivery.receipt.settings, options);
    options.onReceipt(delivery.receipt);
  }
}

function takeSettings(settings: SettingsBook, received: unknown, { onProblem }: DrainOptions): void {
  const refused = settings.take(received);
  if (refused !== null) onProblem(`The collector's settings were not taken: ${refused}`);
}

/** A renewal that fails is told and tried again the next time: a third of the certificate's life is left for that. */
async function renewed({ folder, identity, now, onProblem }: DrainOptions): Promise<Identity> {
  if (!isRenewalDue(identity.certificate, now().getTime())) return identity;
  try {
    return await renew(folder, identity);
  } catch (error) {
    onProblem('The certificate was not renewed', error);
    return identity;
  }
}
