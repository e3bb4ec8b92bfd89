import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as z from 'zod/mini';
import { canonicalJson } from './canonical-json.ts';
import { startTlsProtocols } from './network-target.ts';

const whole = (least: number, most: number) => z.optional(z.int().check(z.minimum(least), z.maximum(most)));

const place = String.raw`(?:\[[0-9a-f:.]{2,45}\]|[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?):[1-9]\d{0,4}`;

/** `HOST:PORT` in ASCII, for TLS also `HOST:PORT/smtp` and the like; nothing of an address beyond that. */
function targetList(form: RegExp) {
  const target = z.string().check(
    z.maxLength(280),
    z.regex(form),
    z.refine((one) => Number(/:(\d+)(?:\/|$)/.exec(one)?.[1]) <= 65_535),
  );
  return z.optional(z.array(target).check(z.maxLength(maxSettingsTargets)));
}

/** As many as an agent measures in one scan. */
export const maxSettingsTargets = 16;

/**
 * All that a collector can ask of its agents: numbers within bounds, kinds of evidence by name, and servers to measure.
 * Nothing here names a program, a path or a command, and nothing that does is ever to be added. A server to measure is no
 * command: an agent says hello to it and reports what it answered in fixed words, and what an agent may reach at all,
 * beside the Internet, only the administrator of its host decides.
 */
export const AgentSettings = z.strictObject({
  /** Of an agent that stays; one that a timer starts keeps the timer's. */
  scanEveryMinutes: whole(5, 1440),
  /** Kinds of evidence that are not read: their controls are unknown, never passed. */
  kindsOff: z.optional(
    z.array(z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), z.maxLength(64))).check(z.maxLength(100)),
  ),
  spoolMegabytes: whole(1, 1024),
  spoolDays: whole(1, 90),
  scanDeadlineSeconds: whole(10, 3600),
  scanCpuSeconds: whole(5, 3600),
  scanMemoryMegabytes: whole(128, 8192),
  tlsTargets: targetList(new RegExp(`^${place}(?:/(?:${startTlsProtocols.join('|')}))?$`)),
  sshTargets: targetList(new RegExp(`^${place}$`)),
});
export type AgentSettings = z.infer<typeof AgentSettings>;

/** Settings with their place in time: a higher number takes the place of a lower one, never the other way. */
export const StatedSettings = z.strictObject({
  version: z.literal(1),
  sequence: z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER)),
  issuedAt: z.iso.datetime(),
  settings: AgentSettings,
});
export type StatedSettings = z.infer<typeof StatedSettings>;

/** What travels in the answer to a report. */
export const SignedSettings = z.strictObject({
  statement: StatedSettings,
  /** Base64 of the DER of an ECDSA P-256 signature by the authority that issued the agent's certificate. */
  signature: z.string().check(z.regex(/^[A-Za-z0-9+/]{80,108}={0,2}$/)),
  /** PEM of that authority. */
  authority: z.string().check(z.maxLength(8192)),
});
export type SignedSettings = z.infer<typeof SignedSettings>;

/** Why an agent did not take settings. */
export const settingsRefusals = ['not-understood', 'signature-wrong', 'older', 'number-reused'] as const;
export type SettingsRefusal = (typeof settingsRefusals)[number];

/** What a host says of its settings in each report. */
export const SettingsState = z.strictObject({
  /** Number of those in force; 0 = its own defaults. */
  sequence: z.int().check(z.minimum(0)),
  /** Why the last ones that came were not taken; null = they were. */
  refused: z.nullable(z.enum(settingsRefusals)),
});
export type SettingsState = z.infer<typeof SettingsState>;

/** What the authority signs. The same key signs certificates: this begins with words that no certificate begins with. */
export function settingsText(statement: StatedSettings): Buffer<ArrayBuffer> {
  return Buffer.from(`tenken-agent-settings ${canonicalJson(statement)}`);
}

/** Whether this key signed them: ECDSA P-256 with SHA-256 in DER, base64. */
export function areSettingsSignedBy(signed: SignedSettings, publicKey: KeyObject): boolean {
  return verify('sha256', settingsText(signed.statement), publicKey, Buffer.from(signed.signature, 'base64'));
}
