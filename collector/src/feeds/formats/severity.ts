import { own } from '@tenken/shared';
import type { Severity } from '@tenken/controls';

/** The ratings of CVSS and the words of Debian, Ubuntu, GitHub, Red Hat and SUSE. */
const words: Record<string, Severity> = {
  critical: 'critical',
  high: 'high',
  important: 'high',
  medium: 'medium',
  moderate: 'medium',
  low: 'low',
  minor: 'low',
  negligible: 'low',
  unimportant: 'low',
};

/** Null for a word that says nothing, such as `not yet assigned`, `None` or `untriaged`. */
export function severityOfWord(word: unknown): Severity | null {
  if (typeof word !== 'string') return null;
  const known = word.trim().toLowerCase().replace(/\*+$/, '');
  return own(words, known) ?? null;
}

/** CVSS v3.1 section 5; null for 0.0, which rates nothing. */
export function severityOfScore(score: number): Severity | null {
  if (!(score > 0)) return null;
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

const metrics: Record<string, Record<string, number>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};
const privileges: Record<string, Record<string, number>> = {
  U: { N: 0.85, L: 0.62, H: 0.27 },
  C: { N: 0.85, L: 0.68, H: 0.5 },
};

/**
 * Base score of a CVSS 3.0 or 3.1 vector; null for vectors of other versions and for what is no vector.
 *
 * @see https://www.first.org/cvss/v3.1/specification-document section 7
 */
export function baseScore(vector: string): number | null {
  const match = /^CVSS:3\.[01]\/(.+)$/.exec(vector);
  if (!match) return null;
  const given = new Map((match[1] ?? '').split('/').map((part) => part.split(':') as [string, string]));
  const weight = (metric: string): number | undefined => own(own(metrics, metric), given.get(metric));
  const scope = given.get('S');
  const needed = ['AV', 'AC', 'UI', 'C', 'I', 'A'].map(weight);
  const privilege = own(own(privileges, scope), given.get('PR'));
  if (privilege === undefined || needed.includes(undefined)) return null;
  const [av = 0, ac = 0, ui = 0, c = 0, i = 0, a = 0] = needed;
  const base = 1 - (1 - c) * (1 - i) * (1 - a);
  const impact = scope === 'U' ? 6.42 * base : 7.52 * (base - 0.029) - 3.25 * Math.pow(base - 0.02, 15);
  if (impact <= 0) return 0;
  const exploitability = 8.22 * av * ac * privilege * ui;
  return roundUp(Math.min((scope === 'U' ? 1 : 1.08) * (impact + exploitability), 10));
}

/** Section 7, appendix A: to one decimal, upwards, without what floating point adds. */
function roundUp(score: number): number {
  const scaled = Math.round(score * 100_000);
  return scaled % 10_000 === 0 ? scaled / 100_000 : (Math.floor(scaled / 10_000) + 1) / 10;
}

export function severityOfVector(vector: unknown): Severity | null {
  const score = typeof vector === 'string' ? baseScore(vector) : null;
  return score === null ? null : severityOfScore(score);
}
