import type { hashSchemes } from './schema.ts';
import type { Account } from './schema.ts';

export type PasswdEntry = {
  name: string;
  /** `x` in /etc/passwd means: look into /etc/shadow. Anything else, even nothing, counts in place of it. */
  password: string;
  uid: number;
  gid: number;
  home: string;
  shell: string;
};

export type ShadowEntry = {
  password: string;
  /** Days since 1970; null = empty, which means no ageing. 0 = has to be changed at the next login. */
  changedDay: number | null;
  maxDays: number | null;
  expireDay: number | null;
};

export type GroupEntry = { name: string; gid: number; members: string[] };

const number = /^\d{1,10}$/;

/** @see https://man7.org/linux/man-pages/man5/passwd.5.html */
export function parsePasswd(content: string): PasswdEntry[] {
  return content.split('\n').flatMap((line) => {
    const [name, password, uid, gid, , home, shell] = line.split(':');
    // `+` and `-` lines bring in or take out the users of NIS.
    if (!name || /^[-+#]/.test(name) || !number.test(uid ?? '') || shell === undefined) return [];
    return [
      {
        name: name.slice(0, 128),
        password: password ?? '',
        uid: Number(uid),
        gid: Number(gid) || 0,
        home: home ?? '',
        shell: shell.trim(),
      },
    ];
  });
}

/** A line `+` asks NIS for more accounts. */
export function includesNis(content: string): boolean {
  return /^\+/m.test(content);
}

/** @see https://man7.org/linux/man-pages/man5/shadow.5.html */
export function parseShadow(content: string): Map<string, ShadowEntry> {
  const entries = new Map<string, ShadowEntry>();
  for (const line of content.split('\n')) {
    const [name, password, changed, , max, , , expire] = line.split(':');
    if (!name || /^[-+#]/.test(name) || password === undefined || entries.has(name)) continue;
    entries.set(name, {
      password,
      changedDay: days(changed),
      maxDays: days(max),
      expireDay: days(expire),
    });
  }
  return entries;
}

export function parseGroups(content: string): GroupEntry[] {
  return content.split('\n').flatMap((line) => {
    const [name, , gid, members] = line.split(':');
    if (!name || /^[-+#]/.test(name) || !number.test(gid ?? '') || members === undefined) return [];
    const names = members.split(',').map((member) => member.trim());
    return [{ name: name.slice(0, 128), gid: Number(gid), members: names.filter((member) => member !== '') }];
  });
}

function days(field: string | undefined): number | null {
  // A negative number, as old tools write it, means the same as an empty field.
  return field !== undefined && /^\d{1,7}$/.test(field) ? Number(field) : null;
}

const prefixes: [RegExp, (typeof hashSchemes)[number]][] = [
  [/^\$y\$/, 'yescrypt'],
  [/^\$gy\$/, 'gost-yescrypt'],
  [/^\$7\$/, 'scrypt'],
  [/^\$2[abxy]?\$/, 'bcrypt'],
  [/^\$6\$/, 'sha512'],
  [/^\$5\$/, 'sha256'],
  [/^\$sha1\$/, 'sha1'],
  [/^\$md5[,$]/, 'sun-md5'],
  [/^\$1\$/, 'md5'],
  [/^\$3\$/, 'nt'],
  [/^[./0-9A-Za-z]{13}$/, 'des'],
  [/^_[./0-9A-Za-z]{19}$/, 'des'],
];

/** What the password field says; of the hash nothing but the name of its scheme. */
export function passwordOf(field: string): Pick<Account, 'password' | 'hash'> {
  if (field === '') return { password: 'empty', hash: null };
  const scheme = prefixes.find(([prefix]) => prefix.test(field))?.[1];
  if (scheme) return { password: 'set', hash: scheme };
  // `!` in front of a hash locks it; `*`, `!!`, `x` and everything else that is no hash matches no password.
  if (field.startsWith('$')) return { password: 'set', hash: 'other' };
  return { password: 'locked', hash: null };
}

/** Programs that end at once: nobody gets a shell. */
const closedShells = new Set([
  'nologin',
  'false',
  'true',
  'sync',
  'shutdown',
  'halt',
  'uucico',
  'login-denied',
]);

export function hasShell(shell: string): boolean {
  // An empty field means /bin/sh.
  return shell === '' || !closedShells.has(shell.slice(shell.lastIndexOf('/') + 1));
}

/** The day as it is written, or null for the days that mean something else. */
export function dayOf(day: number | null): string | null {
  if (day === null || day <= 0 || day > 100_000) return null;
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
