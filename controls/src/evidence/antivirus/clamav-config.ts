/**
 * clamd.conf and freshclam.conf: one `Option value` a line, `#` at the start of a line is a comment, quotes
 * around a value are allowed, some options may be repeated. Names as written; ClamAV wants the exact case.
 */
export function parseClamavConfig(text: string): Map<string, string[]> {
  const options = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s*([A-Za-z0-9]+)\s+(.*?)\s*$/.exec(line) ?? [];
    if (!name || !value) continue;
    const values = options.get(name) ?? [];
    values.push(/^".*"$/.test(value) ? value.slice(1, -1) : value);
    options.set(name, values);
  }
  return options;
}

/** An upstream sample file that still holds the line `Example` makes clamd and freshclam refuse to start. */
export function isUnusedSample(text: string): boolean {
  return /^\s*Example\s*$/m.test(text);
}
