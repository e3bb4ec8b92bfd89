/** Sections of `name = value` lines; names in lower case. Comments start with `#` or `;`. Later lines win. */
export function parseIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = '';
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const header = /^\[([^\]]{1,100})\]$/.exec(line)?.[1];
    if (header !== undefined) {
      section = header.toLowerCase();
      continue;
    }
    const [, name, value] = /^([^=\s][^=]{0,100}?)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const members = sections.get(section) ?? new Map<string, string>();
    sections.set(section, members);
    members.set(name.toLowerCase(), value.replace(/^(["'])(.*)\1$/, '$2'));
  }
  return sections;
}

/** The words that dnf and yum take for true. */
export function isTrue(value: string | undefined): boolean {
  return /^(?:yes|true|1|on)$/i.test(value ?? '');
}
