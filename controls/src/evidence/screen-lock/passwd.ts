export type Account = { name: string; uid: number; home: string; shell: string };

const noLogin = new Set([
  'nologin',
  'false',
  'sync',
  'shutdown',
  'halt',
  'true',
  'git-shell',
  'login-denied',
]);

/** Accounts of /etc/passwd whose shell lets somebody in. Lines that are no account (NIS `+`, comments) are passed over. */
export function parsePasswd(content: string): Account[] {
  return content.split('\n').flatMap((line) => {
    const [name, , uid, , , home, shell] = line.split(':');
    if (
      !name ||
      /^[-+#]/.test(name) ||
      !/^\d{1,10}$/.test(uid ?? '') ||
      home === undefined ||
      shell === undefined
    ) {
      return [];
    }
    // An empty shell field means /bin/sh.
    const program = shell === '' ? '/bin/sh' : shell.trim();
    if (noLogin.has(program.slice(program.lastIndexOf('/') + 1))) return [];
    return [{ name, uid: Number(uid), home, shell: program }];
  });
}

/** People start at 1000 on every current Linux; 65534 is nobody. */
export function isPerson({ uid }: Pick<Account, 'uid'>): boolean {
  return uid >= 1000 && uid !== 65534;
}
