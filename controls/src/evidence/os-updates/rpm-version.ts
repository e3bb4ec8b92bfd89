/**
 * Compares `[epoch:]version-release` as rpm does: negative when `a` is older.
 *
 * @see https://rpm-software-management.github.io/rpm/manual/dependencies.html#versioning
 */
export function compareRpmVersions(a: string, b: string): number {
  const left = split(a);
  const right = split(b);
  return (
    left.epoch - right.epoch ||
    compareSegments(left.version, right.version) ||
    compareSegments(left.release, right.release)
  );
}

function split(evr: string): { epoch: number; version: string; release: string } {
  const colon = evr.indexOf(':');
  const rest = evr.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? 0 : Number.parseInt(evr.slice(0, colon), 10) || 0,
    version: dash < 0 ? rest : rest.slice(0, dash),
    release: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

/** `~` sorts before the end, `^` after it but before anything else; digits beat letters; more segments win. */
function compareSegments(a: string, b: string): number {
  if (a === b) return 0;
  const left = a.match(/\d+|[A-Za-z]+|~|\^/g) ?? [];
  const right = b.match(/\d+|[A-Za-z]+|~|\^/g) ?? [];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = compareSegment(left[i], right[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareSegment(x: string | undefined, y: string | undefined): number {
  if (x === y) return 0;
  if (x === '~' || y === '~') return x === '~' ? -1 : 1;
  if (x === '^' || y === '^') {
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    return x === '^' ? -1 : 1;
  }
  if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
  const xDigits = /^\d/.test(x);
  if (xDigits !== /^\d/.test(y)) return xDigits ? 1 : -1;
  const [p, q] = xDigits ? [x.replace(/^0+/, ''), y.replace(/^0+/, '')] : [x, y];
  if (xDigits && p.length !== q.length) return p.length - q.length;
  return p < q ? -1 : p > q ? 1 : 0;
}
