/**
 * Program names by `address port` from `ss -H -O -l -t -n -p`: `LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("nginx",pid=7,fd=6))`.
 * Other users' programs are told to root only. A name is a convenience: a line that cannot be read has none.
 */
export function parseSs(output: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of output.split('\n').slice(0, 10_000)) {
    const local = line.trim().split(/\s+/)[3] ?? '';
    const match = /^(?:\[([^\]]+)\]|(\*|[0-9.]+))(?:%[^:]+)?:(\d+)$/.exec(local);
    const name = /users:\(\("([^"]{1,128})"/.exec(line)?.[1];
    if (!match || !name) continue;
    // `*` is `::` of a socket that takes IPv4 as well.
    const address = match[1] ?? (match[2] === '*' ? '::' : (match[2] ?? ''));
    names.set(`${address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/, '')} ${match[3]}`, name);
  }
  return names;
}
