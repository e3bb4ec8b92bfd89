import { median } from './measure/statistics.ts';

/** What a figure has to reach; `at-least` where more is better. */
export type Target = { direction: 'at-most' | 'at-least'; pass: number; moonshot: number };

/** One repetition: both sides measured one after the other. */
export type Pair = { figure: number; base: number };

export type Measured = {
  id: string;
  what: string;
  unit: string;
  target: Target | null;
  pairs: readonly Pair[];
  note?: string;
};

/** A figure that could not be measured here, and why. */
export type Missing = { id: string; missing: string };

export type Result = Measured | Missing;

export type Verdict = 'moonshot' | 'pass' | 'not reached' | '-';

export type Summary = {
  figure: number;
  base: number;
  ratio: number;
  /** Smallest and largest ratio of one repetition: the noise. */
  lowest: number;
  highest: number;
  verdict: Verdict;
};

/** @throws {Error} without a repetition: a figure of nothing is none */
export function summary({ id, pairs, target }: Measured): Summary {
  if (pairs.length === 0) throw new Error(`${id} was not measured`);
  const figure = median(pairs.map((pair) => pair.figure));
  const base = median(pairs.map((pair) => pair.base));
  const ratios = pairs.map((pair) => pair.figure / pair.base);
  const ratio = figure / base;
  return {
    figure,
    base,
    ratio,
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    verdict: target ? verdictOf(ratio, target) : '-',
  };
}

function verdictOf(ratio: number, { direction, pass, moonshot }: Target): Verdict {
  const reaches = (limit: number) => (direction === 'at-most' ? ratio <= limit : ratio >= limit);
  if (reaches(moonshot)) return 'moonshot';
  return reaches(pass) ? 'pass' : 'not reached';
}
