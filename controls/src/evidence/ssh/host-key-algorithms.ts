/**
 * Algorithms that sign with the same key: one of them is enough to be told it. The kinds whose size the name does not
 * tell come first.
 */
const families: readonly (readonly string[])[] = [
  ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
  ['ssh-dss'],
  ['rsa-sha2-512-cert-v01@openssh.com', 'rsa-sha2-256-cert-v01@openssh.com', 'ssh-rsa-cert-v01@openssh.com'],
  ['ssh-dss-cert-v01@openssh.com'],
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256'],
  ['ecdsa-sha2-nistp384'],
  ['ecdsa-sha2-nistp521'],
  ['ssh-ed448'],
  ['sk-ssh-ed25519@openssh.com'],
  ['sk-ecdsa-sha2-nistp256@openssh.com'],
  ['ssh-ed25519-cert-v01@openssh.com'],
  ['ecdsa-sha2-nistp256-cert-v01@openssh.com'],
  ['ecdsa-sha2-nistp384-cert-v01@openssh.com'],
  ['ecdsa-sha2-nistp521-cert-v01@openssh.com'],
];

/** What to ask for so that each key of the server is told once, and what cannot be asked for. */
export function hostKeysToAsk(offered: readonly string[]): { algorithms: string[]; unknown: string[] } {
  const algorithms = families.flatMap((family) => family.find((name) => offered.includes(name)) ?? []);
  const known = new Set(families.flat());
  return { algorithms, unknown: offered.filter((name) => !known.has(name)) };
}
