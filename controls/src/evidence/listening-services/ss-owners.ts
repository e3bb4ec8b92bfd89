export type Owner = { name: string; pid: string };

/**
 * Who holds a socket, by `protocol address port`, from `ss -H -O -l -t -u -n -p`:
 * `tcp LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("nginx",pid=7,fd=6))`. Of several the first; other users'
 * programs are told to root only. A line that cannot be read has no owner.
 */
export function parseSsOwners(output: string): Map<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const line of output.split('\n').slice(0, 10_000)) {
    const words = line.trim().split(/\s+/);
    const match = /^(?:\[([^\]]+)\]|(\*|[0-9.]+))(?:%[^:]+)?:(\d+)$/.exec(words[4] ?? '');
    const user = /users:\(\("([^"]{1,128})",pid=(\d{1,10})/.exec(line);
    if (!match || !user?.[1] || !user[2] || (words[0] !== 'tcp' && words[0] !== 'udp')) continue;
    // `*` is `::` of a socket that takes IPv4 as well.
    const shown = match[1] ?? (match[2] === '*' ? '::' : (match[2] ?? ''));
    const address = shown.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/, '');
    owners.set(`${words[0]} ${address} ${match[3]}`, { name: user[1], pid: user[2] });
  }
  return owners;
}
