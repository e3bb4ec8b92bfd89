import type { Unread } from '../unread.ts';
import type { GroupEntry, PasswdEntry } from './account-files.ts';
import { maxPrivileges } from './schema.ts';
import type { Privilege } from './schema.ts';
import type { SudoRule, Sudoers } from './sudoers.ts';

/** Groups whose members distributions and polkit take for administrators. */
const administratorGroups = ['sudo', 'wheel', 'admin'];

/** Their members can read every disk or start a container or machine with the whole file system inside. */
const rootEquivalentGroups = ['docker', 'lxd', 'incus-admin', 'disk', 'libvirt'];

export type RightsSources = {
  entries: readonly PasswdEntry[];
  groups: readonly GroupEntry[];
  sudoers: Sudoers | null;
  doas: readonly SudoRule[];
  /** Groups of administrators, where they are not those of Linux. */
  adminGroups?: readonly string[];
};

/** Who may act as administrator, as far as the files of this machine say. */
export function privilegesOf(sources: RightsSources, unread: Unread[]): Privilege[] {
  const { entries, groups, sudoers, doas } = sources;
  const found: Privilege[] = entries
    .filter(({ uid }) => uid === 0)
    .map((entry) => ({ ...person(entry), via: 'uid-0', source: '/etc/passwd', withoutPassword: false }));
  const rules = [
    // Whoever knows the password of the superuser is one already: `ALL ALL=(ALL) ALL` of SUSE gives nothing away.
    ...(sudoers?.rules ?? []).filter((rule) => !(sudoers?.asksTarget && !rule.withoutPassword)),
    ...doas,
  ];
  for (const rule of rules) {
    for (const subject of subjectsOf(rule, entries, groups)) {
      found.push({
        ...subject,
        via: rule.all ? 'rule' : 'limited-rule',
        source: rule.source.slice(0, 300),
        withoutPassword: rule.withoutPassword,
      });
    }
  }
  const adminGroups = sources.adminGroups ?? administratorGroups;
  for (const name of [...adminGroups, ...rootEquivalentGroups]) {
    const group = groups.find((candidate) => candidate.name === name);
    if (!group) continue;
    const via = adminGroups.includes(name) ? 'group' : 'root-equivalent-group';
    for (const member of membersOf(group, entries)) {
      found.push({ ...member, via, source: name, withoutPassword: false });
    }
  }
  if (found.length > maxPrivileges) {
    unread.push({ what: `administrators beyond the first ${maxPrivileges}`, code: 'output-limit' });
  }
  return found.slice(0, maxPrivileges);
}

type Subject = Pick<Privilege, 'name' | 'id' | 'type' | 'origin'>;

function subjectsOf(
  { subject }: SudoRule,
  entries: readonly PasswdEntry[],
  groups: readonly GroupEntry[],
): Subject[] {
  if (subject === 'ALL') return [{ name: null, id: null, type: 'everybody', origin: 'local' }];
  if (subject.startsWith('%')) {
    // `%:` asks the directory whatever plugin sudo has for it.
    const name = subject.replace(/^%:?/, '');
    const group = groups.find((one) => (name.startsWith('#') ? `#${one.gid}` === name : one.name === name));
    return group ? membersOf(group, entries) : [{ name, id: null, type: 'group', origin: 'unknown' }];
  }
  if (subject.startsWith('+')) return [{ name: subject, id: null, type: 'group', origin: 'domain' }];
  const entry = entries.find((one) =>
    subject.startsWith('#') ? `#${one.uid}` === subject : one.name === subject,
  );
  // The superuser's own rule gives it nothing that it has not got.
  if (entry?.uid === 0) return [];
  return [entry ? person(entry) : { name: subject, id: null, type: 'user', origin: 'unknown' }];
}

/** Members by name, and everybody whose first group it is. */
function membersOf(group: GroupEntry, entries: readonly PasswdEntry[]): Subject[] {
  const named = group.members.map((name) => {
    const entry = entries.find((one) => one.name === name);
    return entry
      ? person(entry)
      : ({ name: name.slice(0, 128), id: null, type: 'user', origin: 'unknown' } as const);
  });
  const first = entries
    .filter(({ gid, name }) => gid === group.gid && !group.members.includes(name))
    .map(person);
  return [...named, ...first].filter(({ id }) => id !== '0');
}

function person({ name, uid }: PasswdEntry): Subject {
  return { name, id: String(uid), type: 'user', origin: 'local' };
}
