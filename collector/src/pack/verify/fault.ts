import type { Text } from '@tenken/shared';

/** What is wrong with a pack, and where. */
export type Fault = {
  /** The file in the pack, or the pack itself as `.`. */
  path: string;
  code: FaultCode;
  explanation: Text;
};

export type FaultCode =
  | 'archive-altered'
  | 'archive-repacked'
  | 'name-unsafe'
  | 'name-twice'
  | 'unreadable'
  | 'too-large'
  | 'missing'
  | 'not-listed'
  | 'altered'
  | 'manifest-differs'
  | 'signature-bad'
  | 'certificate-bad'
  | 'statement-bad'
  | 'evidence-unsigned'
  | 'authority-unknown'
  | 'signer-not-expected'
  | 'not-what-was-expected';

export type Tell = (path: string, code: FaultCode, explanation: Text) => void;

/**
 * - `repacked`: every file is whole and signed, but the archive around them is not the one that was written
 * - `not-expected`: whole and signed, but not what whoever checks has named
 * - `not-traced`: whole and signed, but hosts' certificates come from an authority that nobody vouches for
 */
export type Conclusion = 'intact' | 'repacked' | 'not-traced' | 'not-expected' | 'damaged';

/** What does not touch a single file; everything else is damage. */
const mild: Partial<Record<FaultCode, Conclusion>> = {
  'archive-repacked': 'repacked',
  'authority-unknown': 'not-traced',
  'signer-not-expected': 'not-expected',
  'not-what-was-expected': 'not-expected',
};

const worstFirst: readonly Conclusion[] = ['damaged', 'not-expected', 'not-traced', 'repacked'];

export function conclusionOf(faults: readonly Fault[]): Conclusion {
  const found = new Set(faults.map(({ code }) => mild[code] ?? 'damaged'));
  return worstFirst.find((conclusion) => found.has(conclusion)) ?? 'intact';
}
