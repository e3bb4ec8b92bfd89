import { TenkenError } from '@tenken/shared';
import type { ErrorCode } from '@tenken/shared';

/** An error of the desk with what a page needs to say it in its own language; the message stays the whole of it. */
export class ToldError extends TenkenError {
  /** Further members of the answer. */
  readonly told: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, told: Record<string, unknown>) {
    super(code, message);
    this.told = told;
  }
}
