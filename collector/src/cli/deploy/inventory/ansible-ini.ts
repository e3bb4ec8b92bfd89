import { AnsibleGroups } from './ansible-groups.ts';
import type { Variables } from './ansible-groups.ts';
import { invalid } from './inventory.ts';
import type { StatedHost } from './inventory.ts';

type Section = { group: string; kind: 'hosts' | 'children' | 'vars' };

/**
 * Ansible's INI form: hosts with `name=value` behind them, `[group]`, `[group:children]`, `[group:vars]`. Folders of
 * variables beside it (`group_vars`) are not read.
 *
 * @throws {TenkenError} `targets-invalid` with the line
 */
export function ansibleIni(text: string, path: string): StatedHost[] {
  const groups = new AnsibleGroups();
  let section: Section = { group: 'ungrouped', kind: 'hosts' };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    try {
      if (line.startsWith('[')) {
        section = sectionOf(withoutComment(line));
        groups.group(section.group);
      } else {
        takeLine(groups, section, line);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw invalid(path, `line ${index + 1}: ${error.message}`, error);
    }
  }
  try {
    return groups.hosts();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalid(path, error.message, error);
  }
}

function sectionOf(line: string): Section {
  const [, group, kind = 'hosts'] = /^\[([\w.-]+)(?::(\w+))?\]$/.exec(line) ?? [];
  if (group === undefined) {
    throw new RangeError('a group is written as [NAME], [NAME:children] or [NAME:vars]');
  }
  if (kind !== 'hosts' && kind !== 'children' && kind !== 'vars') {
    throw new RangeError(`[${group}:${kind}] is not known: there are children and vars`);
  }
  return { group, kind };
}

function takeLine(groups: AnsibleGroups, { group, kind }: Section, line: string): void {
  switch (kind) {
    case 'children':
      groups.addChild(group, withoutComment(line));
      return;
    case 'vars': {
      const at = line.indexOf('=');
      if (at < 1) throw new RangeError('a variable is written as NAME=VALUE');
      groups.setVariables(group, { [line.slice(0, at).trim()]: unquoted(line.slice(at + 1).trim()) });
      return;
    }
    case 'hosts': {
      const [pattern = '', ...rest] = words(line);
      const { host, port } = hostAndPort(pattern);
      groups.addHosts(group, host, { ...(port !== null && { ansible_port: port }), ...variablesOf(rest) });
      return;
    }
    default: {
      const never: never = kind;
      return never;
    }
  }
}

/** `host:2222`, but neither a range nor an IPv6 address. */
function hostAndPort(pattern: string): { host: string; port: string | null } {
  const match = /^([^:[\]]+|[^:]*\[[^\]]*\][^:]*):(\d{1,5})$/.exec(pattern);
  return match?.[1] && match[2] ? { host: match[1], port: match[2] } : { host: pattern, port: null };
}

function variablesOf(rest: readonly string[]): Variables {
  const pairs = rest.map((word): [string, string] => {
    const at = word.indexOf('=');
    if (at < 1) throw new RangeError(`behind a host stands NAME=VALUE, not ${JSON.stringify(word)}`);
    return [word.slice(0, at), unquoted(word.slice(at + 1))];
  });
  return Object.fromEntries(pairs);
}

/** Words as a shell would see them: quotes hold spaces, a number sign begins a comment. */
function words(line: string): string[] {
  const found = withoutComment(line).match(/(?:"[^"]*"|'[^']*'|[^\s"']+)+/g) ?? [];
  return found;
}

function withoutComment(line: string): string {
  const match = /^((?:"[^"]*"|'[^']*'|[^"'#]|(?<!\s)#)*?)(?:\s#.*)?$/.exec(line);
  return (match?.[1] ?? line).trim();
}

function unquoted(value: string): string {
  const match = /^(["'])(.*)\1$/.exec(value);
  return match?.[2] ?? value;
}
