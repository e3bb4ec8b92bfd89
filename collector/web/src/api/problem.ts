/** The collector answered, but not with what was asked for. `code` is that of its problem document (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  /** Further members of the problem document. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, detail: string, details: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Whether an answer says that nobody is signed in here, or no longer. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}
