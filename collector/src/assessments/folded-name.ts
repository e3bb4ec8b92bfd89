/**
 * A machine's name as it is compared: ledgers write it in full-width letters, in capitals, or with its domain.
 *
 * @example foldedName('ＰＣ０１．City.Example.LG.jp') === 'pc01'
 */
export function foldedName(name: string): string {
  const folded = name.normalize('NFKC').trim().toLowerCase();
  // An address is no name with a domain.
  if (/^[\d.]+$/.test(folded) || folded.includes(':')) return folded;
  return folded.split('.')[0] ?? folded;
}
