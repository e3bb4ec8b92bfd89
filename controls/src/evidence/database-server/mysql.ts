import type { DatabaseServer } from './schema.ts';

/** Groups of options that the server reads; those with a version count where it fits, and are taken to. */
const ofServer = /^(mysqld|mariadbd|mariadb|server|mysqld-\d[\d.]*|mariadb-\d[\d.]*|mariadbd-\d[\d.]*)$/;

export function mysqlOf(contents: readonly string[]): NonNullable<DatabaseServer['mysql']> {
  const values = new Map<string, string>();
  const loaded: string[] = [];
  for (const [name, value] of contents.flatMap((content) => parseOptions(content))) {
    // Each of these adds to those before.
    if (name === 'plugin_load_add' || name === 'plugin_load') loaded.push(value);
    values.set(name, value);
  }
  const flag = (name: string) => flagOf(values.get(name));
  const logging = flag('server_audit_logging');
  return {
    bindAddress: values.get('bind_address')?.slice(0, 200) ?? null,
    skipNetworking: flag('skip_networking'),
    skipGrantTables: flag('skip_grant_tables'),
    requireSecureTransport: flag('require_secure_transport'),
    audit: loaded.some((name) => /\baudit_log\b/.test(name)) ? true : logging,
    generalLog: flag('general_log'),
  };
}

/** `name`, `name=value`; `-` and `_` are the same, `loose_` only keeps unknown ones from stopping the server. */
export function parseOptions(content: string): [string, string][] {
  const options: [string, string][] = [];
  let counts = false;
  for (const line of content.split(/\r?\n/)) {
    const group = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (group !== undefined) counts = ofServer.test(group.trim());
    const found = /^\s*([A-Za-z][\w-]*)\s*(?:=\s*(.*?))?\s*$/.exec(line.replace(/\s#.*$/, ''));
    if (!counts || !found?.[1]) continue;
    const name = found[1]
      .toLowerCase()
      .replaceAll('-', '_')
      .replace(/^loose_/, '');
    options.push([name, (found[2] ?? '').replaceAll(/^(["'])(.*)\1$/g, '$2')]);
  }
  return options;
}

/** An option without a value is on. */
function flagOf(value: string | undefined): boolean | null {
  if (value === undefined) return null;
  if (value === '' || /^(1|on|true)$/i.test(value)) return true;
  return /^(0|off|false)$/i.test(value) ? false : null;
}
