/** Where the provider sends a browser back to. */
export const callbackPath = '/api/v1/session/single-sign-on/callback';

/** An answer that does not belong to what this browser began, or that the provider did not vouch for. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
}
