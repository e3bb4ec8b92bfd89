import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { listOrEmpty, readText, readTextOrNull } from '../text-file.ts';
import type { PostgresCluster } from './schema.ts';

type Rule = PostgresCluster['rules'][number];

const maxFiles = 40;
const types = ['local', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc'] as const;

/** Where the configuration lies, and where the data do unless it says so. */
export type Cluster = { folder: string; data: string };

/** @throws {ProbeError} as `Host.readFile`; `unparsable` */
export async function readCluster(host: Host, { folder, data }: Cluster): Promise<PostgresCluster> {
  const values = new Map<string, string>();
  await take(host, `${folder}/postgresql.conf`, values, { left: maxFiles }, true);
  const dataFolder = values.get('data_directory') ?? data;
  // What ALTER SYSTEM wrote comes last.
  const changed = await readTextOrNull(host, `${dataFolder}/postgresql.auto.conf`);
  for (const [name, value] of parseSettings(changed ?? '')) values.set(name, value);
  const rules = parseHostRules(await readText(host, values.get('hba_file') ?? `${dataFolder}/pg_hba.conf`));
  return {
    folder: folder.slice(0, 200),
    listenAddresses: values.get('listen_addresses')?.slice(0, 500) ?? null,
    ssl: flagOf(values.get('ssl')),
    logConnections: values.get('log_connections')?.slice(0, 200) ?? null,
    preloaded: wordsOf(values.get('shared_preload_libraries')),
    rules,
  };
}

async function take(
  host: Host,
  path: string,
  values: Map<string, string>,
  files: { left: number },
  required: boolean,
): Promise<void> {
  files.left -= 1;
  if (files.left < 0) throw new ProbeError('output-limit', `${path}: too many included files`);
  const content = required ? await readText(host, path) : await readTextOrNull(host, path);
  const folder = path.slice(0, path.lastIndexOf('/'));
  for (const [name, value] of parseSettings(content ?? '')) {
    const inner = value.startsWith('/') ? value : `${folder}/${value}`;
    if (name === 'include' || name === 'include_if_exists') {
      await take(host, inner, values, files, name === 'include');
    } else if (name === 'include_dir') {
      for (const one of await listOrEmpty(host, inner)) {
        if (one.endsWith('.conf') && !one.startsWith('.')) {
          await take(host, `${inner}/${one}`, values, files, false);
        }
      }
    } else values.set(name, value);
  }
}

/** `name = 'value'`, with or without the sign, the last one counts. */
export function parseSettings(content: string): [string, string][] {
  return content.split('\n').flatMap((line): [string, string][] => {
    const found = /^\s*([A-Za-z_][\w.]*)\s*(?:=\s*|\s+)(?:'((?:[^']|'')*)'|([^\s#']+))/.exec(line);
    if (!found?.[1]) return [];
    return [[found[1].toLowerCase(), found[2]?.replaceAll("''", "'") ?? found[3] ?? '']];
  });
}

/**
 * `TYPE DATABASE USER [ADDRESS [MASK]] METHOD`, equal ones counted together: names of people and databases are left out.
 *
 * @throws {ProbeError} `unparsable` for lines of other files, which this does not read, and for broken ones
 */
export function parseHostRules(content: string): Rule[] {
  const rules = new Map<string, Rule>();
  for (const line of content.replaceAll(/\\\r?\n/g, ' ').split('\n')) {
    const words = [...line.matchAll(/#.*|"([^"]*)"|([^\s#"]+)/g)].flatMap(([, quoted, plain]) =>
      quoted === undefined && plain === undefined ? [] : [quoted ?? plain ?? ''],
    );
    const [first = ''] = words;
    if (first === '') continue;
    if (/^(include|include_if_exists|include_dir|@.*)$/.test(first)) {
      throw new ProbeError('unparsable', 'pg_hba.conf includes other files');
    }
    const rule = ruleOf(words);
    const key = `${rule.type} ${rule.from} ${rule.method}`;
    const known = rules.get(key);
    if (known) known.lines += 1;
    else if (rules.size >= 60) throw new ProbeError('output-limit', 'pg_hba.conf: too many kinds of rules');
    else rules.set(key, rule);
  }
  return [...rules.values()];
}

function ruleOf(words: readonly string[]): Rule {
  const type = types.find((one) => one === words[0]?.toLowerCase()) ?? 'other';
  if (type === 'local') return complete({ type, from: 'this-machine', method: words[3] });
  const address = words[3] ?? '';
  const hasMask = !address.includes('/') && /^[\d.]+$|:/.test(address) && /^[\d.]+$|:/.test(words[4] ?? '');
  const isOwn =
    address === 'samehost' ||
    (/^127(\.\d{1,3}){3}(\/\d+)?$/.test(address) && prefixOf(address, hasMask ? words[4] : undefined) >= 8) ||
    /^::1(\/128)?$/.test(address);
  return complete({
    type,
    from: isOwn ? 'this-machine' : 'network',
    method: words[hasMask ? 5 : 4],
  });
}

function prefixOf(address: string, mask: string | undefined): number {
  if (mask !== undefined) return mask.startsWith('255.') ? 8 : 0;
  return Number(/\/(\d+)$/.exec(address)?.[1] ?? 32);
}

function complete({
  type,
  from,
  method,
}: Pick<Rule, 'type' | 'from'> & { method: string | undefined }): Rule {
  if (method === undefined) throw new ProbeError('unparsable', 'pg_hba.conf: a line without a method');
  return { type, from, method: method.toLowerCase().slice(0, 50), lines: 1 };
}

function flagOf(value: string | undefined): boolean | null {
  const lower = value?.toLowerCase();
  if (lower === undefined || lower === '') return null;
  // Any beginning of these words will do.
  if (['on', 'true', 'yes', '1'].some((word) => word.startsWith(lower) && lower !== 'o')) return true;
  return ['off', 'false', 'no', '0'].some((word) => word.startsWith(lower) && lower !== 'o') ? false : null;
}

function wordsOf(value: string | undefined): string[] | null {
  if (value === undefined) return null;
  return value
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .slice(0, 50)
    .map((word) => word.slice(0, 200));
}
