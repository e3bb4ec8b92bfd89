import { canonicalJson, sha256 } from '@tenken/shared';
import type { Outcome } from '@tenken/shared';

/** What machines and exceptions tell of an item. */
type Shown = {
  /** By counting control. */
  outcomes: readonly Partial<Record<Outcome, number>>[];
  /** Ids of hosts. */
  failing: readonly string[];
  /** Names of machines of which nothing that counts is known. */
  missing: readonly string[];
  waivers: readonly string[];
};

export function evidenceBasisOf(shown: Shown): string {
  return sha256(canonicalJson(shown));
}

/** What a person's text rests on: when it changes, the text has to be read again. Compared with `changedSince`. */
export function itemBasis(said: {
  evidenceBasis: string;
  /** Id of the answer in force. */
  attestation: string | null;
  plan: { owner: string; dueOn: string; text: string } | null;
}): string {
  return `${sha256(canonicalJson(said))} ${said.evidenceBasis}`;
}

/** What is not as it was when a text was written; `either` where an older version kept too little to tell. */
export type OutdatedBy = 'evidence' | 'answer' | 'either';

/**
 * @param written the basis that was kept with the text
 * @returns null while nothing has changed; `answer` when it was the answer or the plan and not the evidence
 */
export function changedSince(written: string, now: string): OutdatedBy | null {
  const [whole, evidence] = written.split(' ');
  const [wholeNow, evidenceNow] = now.split(' ');
  if (whole === wholeNow) return null;
  if (evidence === undefined) return 'either';
  return evidence === evidenceNow ? 'answer' : 'evidence';
}
