import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

/** `key = value` and bare words, as pwquality.conf, faillock.conf and pwhistory.conf have them. */
export function parseSettings(content: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const line of content.split('\n')) {
    const [, key, value] = /^\s*([a-z_]+)\s*(?:=\s*(.*?))?\s*$/.exec(line.split('#', 1)[0] ?? '') ?? [];
    if (key) settings.set(key, value ?? '');
  }
  return settings;
}

/** Arguments of a module in the same form. */
export function settingsOf(args: readonly string[]): Map<string, string> {
  return new Map(
    args.map((arg) => {
      const equals = arg.indexOf('=');
      return equals < 0 ? [arg, ''] : [arg.slice(0, equals), arg.slice(equals + 1)];
    }),
  );
}

/** Null where the word is not there or is no number. */
export function numberIn(settings: ReadonlyMap<string, string>, key: string): number | null {
  const value = settings.get(key);
  return value !== undefined && /^-?\d{1,6}$/.test(value) ? Number(value) : null;
}

/** The administrator's file, else the distribution's; an empty map where there is neither. */
export async function readSettings(host: Host, name: string): Promise<Map<string, string>> {
  for (const folder of ['/etc/security', '/usr/etc/security']) {
    const content = await contentOf(host, `${folder}/${name}`);
    if (content !== null) return parseSettings(content);
  }
  return new Map();
}

export async function contentOf(host: Host, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await host.readFile(path, { maxBytes: 1024 * 1024 }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
