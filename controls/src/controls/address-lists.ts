/** How far a list lets in. Null = it depends on what is not known. */
export type Reach = 'nobody' | 'known' | 'everybody' | null;

/** Wider than any private network of IPv4. */
export function isWideIpv4(prefix: number): boolean {
  return prefix < 8;
}

/** Wider than the unique local addresses, or than any provider's share of the global ones. */
export function isWideIpv6(address: string, prefix: number): boolean {
  return prefix < (/^f[cde]/i.test(address) ? 7 : 16);
}

/** Of BIND's address lists the first entry that fits decides, and nobody fits at the end. */
export function reachOfList(words: readonly string[]): Reach {
  let reach: Reach = 'nobody';
  for (const word of words.map((one) => one.toLowerCase())) {
    if (word === 'none' || word === '!any') return reach;
    // Those who are kept out make the rest no wider.
    if (word.startsWith('!')) continue;
    const one = reachOfNetwork(word);
    if (one !== 'known') return one;
    reach = 'known';
  }
  return reach;
}

export function reachOfNetwork(word: string): Reach {
  if (word === 'any') return 'everybody';
  if (word === 'localhost' || word === 'localnets' || /^key \S+$/.test(word)) return 'known';
  const ipv4 = /^\d{1,3}(?:\.\d{1,3}){0,3}\.?(?:\/(\d{1,2}))?$/.exec(word);
  if (ipv4) return isWideIpv4(Number(ipv4[1] ?? 32)) ? 'everybody' : 'known';
  const ipv6 = /^([0-9a-f:]*:[0-9a-f:.]*)(?:\/(\d{1,3}))?$/.exec(word);
  if (ipv6) return isWideIpv6(ipv6[1] ?? '', Number(ipv6[2] ?? 128)) ? 'everybody' : 'known';
  return null;
}
