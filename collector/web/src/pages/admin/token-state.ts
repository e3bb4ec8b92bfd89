export type Token = {
  id: string;
  label: string;
  expiresAt: string;
  revokedAt: string | null;
  usesLeft?: number;
};

/** Whether a token is still good, and if not, why; a word of the catalogue. */
export function tokenState(token: Token, asOf: number): 'good' | 'used' | 'expired' | 'revoked' {
  if (token.revokedAt !== null) return 'revoked';
  if (token.usesLeft === 0) return 'used';
  return Date.parse(token.expiresAt) <= asOf ? 'expired' : 'good';
}
