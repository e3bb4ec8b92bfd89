import type { AuditEvent, RecordedEvent } from './schema.ts';

/** One rule as `auditctl -l` shows it. */
type Rule = {
  /** `always` or `never`; a watch (`-w`) always records. */
  action: string;
  list: string;
  syscalls: string[];
  /** `path`, `dir` and other fields, with `=` and its value or another comparison before it. */
  fields: string[];
  path: string | null;
  isFolder: boolean;
  /** Of a watch: any of r, w, x, a; all of them when none are named. */
  perm: string;
};

/**
 * Rules as `auditctl -l` prints them, one a line: `-w PATH -p PERM -k KEY` or `-a ACTION,LIST -F … -S …`. The order
 * within `ACTION,LIST` is free, several calls stand in one `-S` with commas, and a key may be anything.
 */
export function parseAuditRules(output: string): Rule[] {
  const rules: Rule[] = [];
  for (const line of output.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words[0] !== '-w' && words[0] !== '-a' && words[0] !== '-A') continue;
    rules.push(parseRule(words));
  }
  return rules;
}

function parseRule(words: readonly string[]): Rule {
  const rule: Rule = {
    action: 'always',
    list: 'exit',
    syscalls: [],
    fields: [],
    path: null,
    isFolder: false,
    perm: 'rwxa',
  };
  for (let index = 0; index + 1 < words.length; index += 2) {
    const value = words[index + 1] ?? '';
    switch (words[index]) {
      case '-w':
        rule.path = value;
        // A watch of a folder holds for all that is below it.
        rule.isFolder = true;
        break;
      case '-p':
        rule.perm = value;
        break;
      case '-a':
      case '-A':
        for (const word of value.split(',')) {
          if (word === 'always' || word === 'never') rule.action = word;
          else rule.list = word;
        }
        break;
      case '-S':
        rule.syscalls.push(...value.split(','));
        break;
      case '-F':
      case '-C':
        addField(rule, value);
        break;
      default:
    }
  }
  return rule;
}

function addField(rule: Rule, value: string): void {
  const [, name, operand] = /^(path|dir|perm)=(.*)$/.exec(value) ?? [];
  if (name === 'perm') rule.perm = operand ?? '';
  else if (name !== undefined) {
    rule.path = operand ?? '';
    rule.isFolder = name === 'dir';
  } else rule.fields.push(value);
}

/** Calls, on any architecture, that make up an event; one of them is enough. */
const eventBySyscall: Partial<Record<AuditEvent, readonly string[]>> = {
  'time-change': ['adjtimex', 'settimeofday', 'clock_settime'],
  'kernel-modules': ['init_module', 'finit_module'],
  'permission-change': ['chmod', 'fchmodat', 'chown', 'fchownat', 'setxattr'],
  'file-deletion': ['unlink', 'unlinkat', 'rename', 'renameat'],
};

/** All of the files of one line have to be watched for writing. */
const eventByFiles: readonly [AuditEvent, readonly string[]][] = [
  ['identity-files', ['/etc/passwd', '/etc/shadow', '/etc/group']],
  ['privilege-configuration', ['/etc/sudoers', '/etc/sudoers.d']],
];

/** Programs by which an ordinary user gets the rights of another. */
const elevating = ['/usr/bin/sudo', '/usr/bin/su'];
const userMessages = ['USER_LOGIN', 'USER_AUTH', '1112', '1100'];

/**
 * What the loaded rules record. Logins need no rule: PAM sends them itself, unless a rule leaves them out.
 * `-a never,task`, which some systems come with, keeps all rules about calls and files from ever matching.
 */
export function eventsOfRules(rules: readonly Rule[]): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  const excluded = rules.some(
    ({ action, list, fields }) =>
      (list === 'exclude' || list === 'user') &&
      (action === 'never' || list === 'exclude') &&
      (fields.length === 0 || fields.some((field) => userMessages.some((type) => namesType(field, type)))),
  );
  if (!excluded) events.push({ event: 'logon', success: true, failure: true });
  if (
    rules.some(({ action, list, fields }) => action === 'never' && list === 'task' && fields.length === 0)
  ) {
    return events;
  }
  const recording = rules.filter(({ action, list }) => action === 'always' && list === 'exit');
  for (const [event, files] of eventByFiles) {
    const covering = files.map((file) => recording.filter((rule) => isWatched(rule, file, 'w')));
    if (covering.every((found) => found.length > 0)) events.push({ event, ...resultOf(covering.flat()) });
  }
  const privileged = recording.filter(isPrivilegedExecution);
  const elevations = elevating.map((file) => recording.filter((rule) => isWatched(rule, file, 'x')));
  if (privileged.length > 0) events.push({ event: 'privileged-commands', ...resultOf(privileged) });
  else if (elevations.every((found) => found.length > 0)) {
    events.push({ event: 'privileged-commands', ...resultOf(elevations.flat()) });
  }
  for (const [event, calls] of Object.entries(eventBySyscall) as [AuditEvent, readonly string[]][]) {
    const found = recording.filter(({ syscalls }) => syscalls.some((call) => calls.includes(call)));
    if (found.length > 0) events.push({ event, ...resultOf(found) });
  }
  const denied = recording.filter(({ fields }) =>
    fields.some((field) => /^exit=-?E(?:ACCES|PERM)$/.test(field)),
  );
  if (denied.length > 0) events.push({ event: 'failed-access', success: false, failure: true });
  return events;
}

function namesType(field: string, type: string): boolean {
  return field === `msgtype=${type}`;
}

function isWatched({ path, isFolder, perm, syscalls }: Rule, file: string, what: string): boolean {
  if (path === null || !perm.includes(what)) return false;
  if (syscalls.length > 0 && !syscalls.includes('all')) return false;
  const watched = path.replace(/\/$/, '');
  return watched === file || (isFolder && file.startsWith(`${watched}/`));
}

/** Starts of programs with the rights of the administrator: of all users, or of those who are not. */
function isPrivilegedExecution({ syscalls, fields, path }: Rule): boolean {
  if (path !== null || !syscalls.some((call) => call === 'execve' || call === 'all')) return false;
  return fields.every((field) =>
    /^(?:arch=\w+|key=.*|e?uid=0|(?:auid|euid|uid)!=(?:euid|uid|auid)|auid>=?\d+|auid!=(?:-1|4294967295|unset)|success=[01])$/.test(
      field,
    ),
  );
}

function resultOf(rules: readonly Rule[]): { success: boolean; failure: boolean } {
  const results = rules.map(({ fields }) => ({
    success: !fields.some((field) => field === 'success=0' || field.startsWith('exit=-')),
    failure: !fields.includes('success=1'),
  }));
  return {
    success: results.some(({ success }) => success),
    failure: results.some(({ failure }) => failure),
  };
}
