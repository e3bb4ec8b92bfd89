import { ProbeError } from '@tenken/shared';

/**
 * os-release as a shell would read it: quotes and backslashes taken away, the last of several lines counts.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/os-release.html
 */
export function parseOsRelease(content: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of content.split('\n')) {
    const match = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim());
    if (match?.[1] !== undefined && match[2] !== undefined) fields.set(match[1], unquoted(match[2]));
  }
  if (!fields.has('ID')) throw new ProbeError('unparsable', 'os-release names no ID');
  return fields;
}

function unquoted(value: string): string {
  const quote = value[0];
  if (value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote)) {
    const inner = value.slice(1, -1);
    return quote === '"' ? inner.replaceAll(/\\(["\\$`])/g, '$1') : inner;
  }
  return value;
}
