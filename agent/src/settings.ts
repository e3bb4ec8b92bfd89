import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { areSettingsSignedBy, canonicalJson, SignedSettings } from '@tenken/shared';
import type { AgentSettings, SettingsRefusal, SettingsState } from '@tenken/shared';
import * as z from 'zod/mini';
import { readState, writeDurably, writeState } from './durable-file.ts';

const Refused = z.strictObject({ refused: z.nullable(z.string()) });

/**
 * What the collector asked of this agent. It is checked each time it is read: whoever changes the file has changed
 * nothing.
 */
export class SettingsBook {
  readonly #path: string;
  readonly #refusedPath: string;
  readonly #certificate: string;

  /** @param certificate this host's own: whoever issued it may send settings, and nobody else */
  constructor(folder: string, certificate: string) {
    this.#path = join(folder, 'settings.json');
    this.#refusedPath = join(folder, 'settings-refused.json');
    this.#certificate = certificate;
  }

  get current(): AgentSettings {
    return this.#kept()?.statement.settings ?? {};
  }

  /** What the next report says. */
  get state(): SettingsState {
    const refused = readState(this.#refusedPath, Refused)?.refused ?? null;
    return { sequence: this.#kept()?.statement.sequence ?? 0, refused: refused as SettingsRefusal | null };
  }

  /** Takes what came with a receipt, or notes why not. @returns the refusal, null when they are in force now */
  take(received: unknown): SettingsRefusal | null {
    const refused = this.#refusalOf(received);
    if (refused === null) {
      try {
        writeDurably(this.#path, `${JSON.stringify(received)}\n`);
      } catch {
        // They come again with the next receipt, because the next report names the old number.
      }
    }
    if (refused !== (readState(this.#refusedPath, Refused)?.refused ?? null)) {
      writeState(this.#refusedPath, { refused });
    }
    return refused;
  }

  #refusalOf(received: unknown): SettingsRefusal | null {
    const parsed = SignedSettings.safeParse(received);
    if (!parsed.success) return 'not-understood';
    if (!isFromIssuer(parsed.data, this.#certificate)) return 'signature-wrong';
    const kept = this.#kept();
    if (kept === null || parsed.data.statement.sequence > kept.statement.sequence) return null;
    if (parsed.data.statement.sequence < kept.statement.sequence) return 'older';
    const same = canonicalJson(kept.statement) === canonicalJson(parsed.data.statement);
    return same ? null : 'number-reused';
  }

  #kept(): SignedSettings | null {
    const kept = readState(this.#path, SignedSettings);
    return kept && isFromIssuer(kept, this.#certificate) ? kept : null;
  }
}

/** Whether the key that issued this certificate signed these settings. */
function isFromIssuer(signed: SignedSettings, certificate: string): boolean {
  try {
    const { publicKey } = new X509Certificate(signed.authority);
    return new X509Certificate(certificate).verify(publicKey) && areSettingsSignedBy(signed, publicKey);
  } catch {
    return false;
  }
}
