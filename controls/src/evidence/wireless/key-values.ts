/** Sections of `key=value` lines as GLib's keyfiles have them; later keys win. */
export function parseKeyfile(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | null = null;
  for (const line of text.split('\n')) {
    const section = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) {
      current = sections.get(section) ?? new Map<string, string>();
      sections.set(section, current);
      continue;
    }
    const match = /^\s*([^#;=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] && current) current.set(match[1], match[2] ?? '');
  }
  return sections;
}

/** Shell variables of ifcfg files: `KEY=value`, `KEY='value'`. */
export function parseVariables(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line);
    if (match?.[1]) values.set(match[1], (match[2] ?? '').replaceAll(/^["']|["']$/g, ''));
  }
  return values;
}
