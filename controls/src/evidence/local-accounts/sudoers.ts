import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

export type SudoRule = {
  /** As written: `name`, `%group`, `#uid`, `%#gid`, `ALL`, `+netgroup`. */
  subject: string;
  /** All commands, or some. */
  all: boolean;
  withoutPassword: boolean;
  source: string;
};

export type Sudoers = {
  rules: SudoRule[];
  /** `Defaults targetpw`, `rootpw` or `runaspw`: sudo asks for the password of the one that somebody becomes. */
  asksTarget: boolean;
};

const maxFiles = 200;
const maxRules = 500;

/** `sudoers` with all that it includes; null where there is none. @throws {ProbeError} */
export async function readSudoers(host: Host, paths: readonly string[]): Promise<Sudoers | null> {
  for (const path of paths) {
    const content = await contentOf(host, path);
    if (content === null) continue;
    const files: [string, string][] = [];
    await collect(host, path, content, files);
    return sudoersOf(files);
  }
  return null;
}

async function collect(host: Host, path: string, content: string, files: [string, string][]): Promise<void> {
  if (files.length >= maxFiles) throw new ProbeError('output-limit', 'sudoers: too many files');
  files.push([path, content]);
  for (const include of includesOf(content)) {
    const target = include.path.startsWith('/')
      ? include.path
      : `${path.replace(/\/[^/]*$/, '')}/${include.path}`;
    // %h stands for the host's name, which sudo fills in.
    if (target.includes('%')) throw new ProbeError('unparsable', `${path}: an include with an escape`);
    const names = include.folder ? await namesOf(host, target) : [''];
    for (const name of names) {
      const file = include.folder ? `${target}/${name}` : target;
      const included = await contentOf(host, file);
      if (included !== null) await collect(host, file, included, files);
    }
  }
}

/** `@include`, `#include` (no comment) and their forms for folders. */
export function includesOf(content: string): { path: string; folder: boolean }[] {
  return [...content.matchAll(/^[ \t]*[@#]include(dir)?[ \t]+(?:"([^"\n]+)"|([^\s"]+))/gm)].map(
    ([, folder, quoted, plain]) => ({ path: quoted ?? plain ?? '', folder: folder !== undefined }),
  );
}

/** sudo passes over names with a dot and those that end with `~`: what editors and packages leave behind. */
async function namesOf(host: Host, folder: string): Promise<string[]> {
  try {
    return (await host.list(folder)).filter((name) => !name.includes('.') && !name.endsWith('~'));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}

async function contentOf(host: Host, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await host.readFile(path, { maxBytes: 1024 * 1024 }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

/**
 * The rules of all files together: an alias may be defined in another file than it is used.
 *
 * @see https://www.sudo.ws/docs/man/sudoers.man/
 */
export function sudoersOf(files: readonly (readonly [path: string, content: string])[]): Sudoers {
  const lines = files.flatMap(([path, content]) => linesOf(content).map((line) => ({ path, line })));
  // sudo refuses to work with such a file; nobody with rights would be the wrong answer.
  const odd = lines.find(({ line }) => !/^Defaults\b|^[@#]include|=/.test(line));
  if (odd) throw new ProbeError('unparsable', `${odd.path}: a line that is no rule`);
  const aliases = new Map<string, string[]>();
  for (const { line } of lines) {
    const found = /^(User|Cmnd|Cmd)_Alias\s+(.*)$/.exec(line);
    if (!found) continue;
    for (const definition of (found[2] ?? '').split(/(?<!\\):/)) {
      const [, name, members] = /^\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*)$/.exec(definition) ?? [];
      if (name && members !== undefined) {
        aliases.set(`${found[1] === 'User' ? 'user' : 'command'} ${name}`, listOf(members));
      }
    }
  }
  let asksTarget = false;
  const unauthenticated = new Set<string>();
  const rules: SudoRule[] = [];
  for (const { path, line } of lines) {
    const defaults = /^Defaults(?:([:@>!])\s*(\S+))?\s+(.*)$/.exec(line);
    if (defaults) {
      const settings = listOf(defaults[3] ?? '');
      if (settings.some((setting) => /^(targetpw|rootpw|runaspw)$/.test(setting))) asksTarget = true;
      if (settings.some((setting) => /^!(targetpw|rootpw|runaspw)$/.test(setting))) asksTarget = false;
      // Defaults for hosts (@) and for commands (!) may be meant for others: taken as if they held.
      if (settings.includes('!authenticate')) {
        unauthenticated.add(defaults[1] === ':' ? (defaults[2] ?? '') : 'ALL');
      }
      continue;
    }
    if (/^(User|Host|Runas|Cmnd|Cmd)_Alias\b/.test(line) || line.startsWith('Defaults')) continue;
    rules.push(...rulesOf(line, path, aliases));
    if (rules.length > maxRules) throw new ProbeError('output-limit', 'sudoers: too many rules');
  }
  const open = new Set(
    [...unauthenticated].flatMap((name) => [name, ...(aliases.get(`user ${name}`) ?? [])]),
  );
  for (const rule of rules) rule.withoutPassword ||= open.has('ALL') || open.has(rule.subject);
  return { rules, asksTarget };
}

/** Lines joined at `\`, without comments: `#` followed by a digit is a user number, for sudo too. */
function linesOf(content: string): string[] {
  return content
    .replaceAll(/\\\r?\n/g, ' ')
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*[@#]include.*$/, '')
        .replace(/(?<!\\)#(?!-?\d).*$/, '')
        .trim(),
    )
    .filter((line) => line !== '');
}

/** Separated by commas that are not escaped. */
function listOf(text: string): string[] {
  return text
    .split(/(?<!\\),/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/**
 * `users hosts = (runas) TAG: commands : hosts = commands`. Hosts are not compared with this one's names: a rule for
 * another host counts as if it held here.
 */
function rulesOf(line: string, source: string, aliases: ReadonlyMap<string, string[]>): SudoRule[] {
  const equals = line.indexOf('=');
  if (equals < 0) return [];
  const head = line.slice(0, equals).trim();
  const words = head.replaceAll(/\s*,\s*/g, ',').match(/(?:"[^"]*"|\\.|[^\s"\\])+/g) ?? [];
  const [users = ''] = words;
  if (words.length < 2) return [];
  const [first = '', ...others] = line.slice(equals + 1).split(/\s:\s/);
  const grants = [first, ...others.map((other) => other.slice(other.indexOf('=') + 1))].flatMap(
    (text) => grantOf(text, aliases) ?? [],
  );
  if (grants.length === 0) return [];
  const grant = {
    all: grants.some(({ all }) => all),
    withoutPassword: grants.some((one) => one.withoutPassword),
  };
  return expand(listOf(users), 'user', aliases)
    .filter((subject) => !subject.startsWith('!'))
    .map((subject) => ({ subject: unquoted(subject).slice(0, 128), source, ...grant }));
}

function grantOf(
  text: string,
  aliases: ReadonlyMap<string, string[]>,
): Pick<SudoRule, 'all' | 'withoutPassword'> | null {
  let withoutPassword = false;
  let tag = false;
  let all = false;
  let any = false;
  for (const part of listOf(text.replaceAll(/\([^)]*\)/g, ' '))) {
    // A tag holds for the commands behind it as well.
    const [, tags = '', command = ''] = /^((?:(?:[A-Z_]+=\S+\s+)|(?:[A-Z]+:\s*))*)(.*)$/.exec(part) ?? [];
    if (/\bNOPASSWD:/.test(tags)) tag = true;
    if (/\bPASSWD:/.test(tags.replaceAll('NOPASSWD:', ''))) tag = false;
    const commands = expand([command.trim()], 'command', aliases).filter(
      (one) => one !== '' && !one.startsWith('!'),
    );
    if (commands.length === 0) continue;
    any = true;
    withoutPassword ||= tag;
    // A list with exceptions (`ALL, !/bin/su`) keeps nobody from anything.
    all ||= commands.includes('ALL');
  }
  return any ? { all, withoutPassword } : null;
}

function expand(
  names: readonly string[],
  what: 'user' | 'command',
  aliases: ReadonlyMap<string, string[]>,
  depth = 0,
): string[] {
  if (depth > 8) return [...names];
  return names.flatMap((name) => {
    const members = aliases.get(`${what} ${name}`);
    return members ? expand(members, what, aliases, depth + 1) : [name];
  });
}

function unquoted(subject: string): string {
  return subject.replaceAll(/^(%?)"(.*)"$/g, '$1$2').replaceAll(/\\(.)/g, '$1');
}

/** doas: `permit [nopass] [persist] … name|:group [as user] [cmd program]`. A later line wins over an earlier one. */
export function parseDoas(content: string, source: string): SudoRule[] {
  const rules = new Map<string, SudoRule>();
  for (const line of content.split('\n')) {
    const words = (line.split('#', 1)[0] ?? '')
      .replaceAll(/\{[^}]*\}/g, ' ')
      .trim()
      .split(/\s+/);
    const [action, ...rest] = words;
    const options = new Set(['nopass', 'nolog', 'persist', 'keepenv', 'setenv']);
    const at = rest.findIndex((word) => !options.has(word));
    const identity = at < 0 ? undefined : rest[at];
    if ((action !== 'permit' && action !== 'deny') || !identity) continue;
    const subject = identity.startsWith(':') ? `%${identity.slice(1)}` : identity;
    const all = !rest.includes('cmd');
    const key = `${subject} ${rest.slice(at + 1).join(' ')}`;
    if (action === 'deny') rules.delete(key);
    else {
      rules.set(key, {
        subject: subject.slice(0, 128),
        all,
        withoutPassword: rest.slice(0, at).includes('nopass'),
        source,
      });
    }
  }
  return [...rules.values()].slice(0, maxRules);
}
