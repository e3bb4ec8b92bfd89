/** How a session comes to the rights that a roll-out needs. */
export type Rights =
  | { kind: 'root' }
  /** sudo that asks for nothing. */
  | { kind: 'sudo' }
  | { kind: 'sudo-with-password'; password: string };

/**
 * The command that starts a shell with these rights. It says `MARK ready` on standard error, and runs what it then
 * reads: `scriptBytes` of standard input; the rest is the script's own. Neither the script nor what it is told stands on
 * the command line, which everybody on the host sees and sudo writes into the log. One line without apostrophes inside:
 * the user's login shell, which may be csh or fish, reads it first.
 */
export function shellCommand(rights: Rights, mark: string, scriptBytes: number): string {
  // dd with one byte at a time takes exactly what belongs to the script.
  const inner = `echo ${mark} ready >&2; eval \\"\\$(dd bs=1 count=${scriptBytes} 2>/dev/null)\\"`;
  const shell = `/bin/sh -c "${inner}"`;
  const started: Record<Rights['kind'], string> = {
    root: `exec ${shell}`,
    sudo: `exec sudo -n -- ${shell}`,
    'sudo-with-password': `exec sudo -k -S -p ${mark}: -- ${shell}`,
  };
  return `exec /bin/sh -c 'PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; ${started[rights.kind]}'`;
}
