import { TenkenError } from '@tenken/shared';
import type { ErrorCode, Language, Text } from '@tenken/shared';

/** One thing that is wrong; further members say where it stands. */
export type Fault = Text & Readonly<Record<string, unknown>>;

/** An error of the desk with what a page needs to say it in its own language; the message stays the whole of it. */
export class ToldError extends TenkenError {
  /** Further members of the answer. */
  readonly told: { why?: Text; faults?: readonly Fault[] };

  constructor(code: ErrorCode, message: string, told: ToldError['told'], options?: ErrorOptions) {
    super(code, message, options);
    this.told = told;
  }

  /** What is wrong, and each fault in a line of its own. */
  static of(code: ErrorCode, why: Text, faults: readonly Fault[] = [], options?: ErrorOptions): ToldError {
    const told = { why, ...(faults.length > 0 && { faults }) };
    return new ToldError(code, linesOf(why, faults, 'en'), told, options);
  }

  /** The whole of it; English where nobody has put it into another language. */
  saidIn(language: Language): string {
    const { why, faults = [] } = this.told;
    return language === 'en' || !why ? this.message : linesOf(why, faults, language);
  }
}

function linesOf(why: Text, faults: readonly Fault[], language: Language): string {
  return [why, ...faults].map((one) => one[language]).join('\n');
}
