/**
 * Compares two Debian versions, `[epoch:]upstream[-revision]`: negative when `a` is older.
 *
 * @see https://www.debian.org/doc/debian-policy/ch-controlfields.html#version
 */
export function compareDebVersions(a: string, b: string): number {
  if (a === b) return 0;
  const left = split(a);
  const right = split(b);
  return (
    left.epoch - right.epoch ||
    comparePart(left.upstream, right.upstream) ||
    comparePart(left.revision, right.revision)
  );
}

function split(version: string): { epoch: number; upstream: string; revision: string } {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? 0 : Number.parseInt(version.slice(0, colon), 10) || 0,
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

/** Runs of other characters and of digits in turn; `~` sorts before everything, even before the end. */
function comparePart(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = weight(a, i) - weight(b, j);
      if (difference !== 0) return difference;
      i += 1;
      j += 1;
    }
    const [left, nextI] = digits(a, i);
    const [right, nextJ] = digits(b, j);
    // As text: a run of digits may be longer than a number can hold.
    if (left.length !== right.length) return left.length - right.length;
    if (left !== right) return left < right ? -1 : 1;
    i = nextI;
    j = nextJ;
  }
  return 0;
}

function digits(text: string, from: number): [string, number] {
  let end = from;
  while (end < text.length && isDigit(text, end)) end += 1;
  return [text.slice(from, end).replace(/^0+/, ''), end];
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function weight(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (Number.isNaN(code) || isDigit(text, at)) return 0;
  if (text[at] === '~') return -1;
  const letter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return letter ? code : code + 256;
}
