import { ProbeError } from '@tenken/shared';

/**
 * Sections of `name = value` lines; names in lower case. Comments start with `#` or `;`. Later lines win.
 *
 * @throws {ProbeError} `unparsable`: lines, but none of such a file
 */
export function parseIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = '';
  let isOther = false;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const header = /^\[([^\]]{1,100})\]$/.exec(line)?.[1];
    if (header !== undefined) {
      section = header.toLowerCase();
      if (!sections.has(section)) sections.set(section, new Map());
      continue;
    }
    const [, name, value] = /^([^=\s][^=]{0,100}?)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      isOther = true;
      continue;
    }
    const members = sections.get(section) ?? new Map<string, string>();
    sections.set(section, members);
    members.set(name.toLowerCase(), value.replace(/^(["'])(.*)\1$/, '$2'));
  }
  if (isOther && sections.size === 0) throw new ProbeError('unparsable', 'no line of a settings file');
  return sections;
}

/** The words that dnf and yum take for true. */
export function isTrue(value: string | undefined): boolean {
  return /^(?:yes|true|1|on)$/i.test(value ?? '');
}
