import { own } from '@tenken/shared';

/** One line of a record of comparison (照合記録): what a person found who held a row against the issuer's text. */
export type Verification = {
  profile: string;
  row: string;
  /** `differs`: the text says something else, so that the row proves nothing until it is corrected. */
  result: VerificationResult;
  confirmedBy: string;
  /** `YYYY-MM-DD` */
  confirmedOn: string;
  /** Where in the text; '' = not told. */
  page: string;
};

const verificationResults = ['same', 'differs'] as const;
export type VerificationResult = (typeof verificationResults)[number];

const resultWords: Record<string, VerificationResult> = {
  same: 'same',
  ok: 'same',
  一致: 'same',
  同じ: 'same',
  differs: 'differs',
  different: 'differs',
  相違: 'differs',
  不一致: 'differs',
  異なる: 'differs',
};

/** Null = no word for a result. Any width and case. */
export function verificationResult(typed: string): VerificationResult | null {
  return own(resultWords, typed.normalize('NFKC').trim().toLowerCase()) ?? null;
}

/** A day as people write it, `2027-03-31` or `2027/3/31`; null = none. */
export function verificationDay(typed: string): string | null {
  const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(typed.normalize('NFKC').trim());
  if (!match) return null;
  const [, year = '', month = '', day = ''] = match;
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const instant = new Date(`${written}T00:00:00.000Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(written) ? written : null;
}

/**
 * The lines of a record from the entries of a declaration of the kind `compared-profile-rows`, or of a file that was
 * read as one. A line with a word for its result or its day that is none counts as `differs`: it must not turn an
 * unread row into a read one.
 */
export function verifications(entries: readonly Readonly<Record<string, string>>[]): Verification[] {
  return entries.map((entry) => {
    const day = verificationDay(own(entry, 'confirmedOn') ?? '');
    const result = verificationResult(own(entry, 'result') ?? '');
    return {
      profile: (own(entry, 'profile') ?? '').normalize('NFKC').trim(),
      row: (own(entry, 'row') ?? '').normalize('NFKC').trim(),
      result: day === null || result === null ? 'differs' : result,
      confirmedBy: own(entry, 'confirmedBy') ?? '',
      confirmedOn: day ?? '',
      page: own(entry, 'page') ?? '',
    };
  });
}
