/**
 * Whether a name is among patterns in which `*` stands for anything and `?` for one character. Case, the width of
 * letters (`Ａ`, `ｱ`) and repeated spaces do not count: lists are written by people.
 */
export function namesAmong(patterns: readonly string[]): (name: string) => boolean {
  const exact = new Set<string>();
  const wild: string[] = [];
  for (const pattern of patterns.map(plain)) {
    if (/[*?]/.test(pattern)) wild.push(pattern);
    else if (pattern !== '') exact.add(pattern);
  }
  return (name) => {
    const shown = plain(name);
    return exact.has(shown) || wild.some((pattern) => isLike(shown, pattern));
  };
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/** The way back goes to the last `*` only, so the time is bounded by the product of both lengths. */
function isLike(text: string, pattern: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let afterStar = 0;
  while (at < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      star = inPattern;
      afterStar = at;
      inPattern += 1;
    } else if (wanted === '?' || wanted === text[at]) {
      at += 1;
      inPattern += 1;
    } else if (star >= 0) {
      inPattern = star + 1;
      afterStar += 1;
      at = afterStar;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
