/** What somebody typed for the id of a system, in half-width small letters: `Ｊｕｋｉ` is `juki`. */
export function foldedId(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}

export function isSystemId(id: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(id);
}
