import type { Statement } from './named-conf.ts';
import type { DnsServer } from './schema.ts';

type Bind = NonNullable<DnsServer['bind']>;

const maxViews = 20;
const maxZones = 100;
const maxAddresses = 100;

/** Zones of the machine itself, which the packages bring along. */
const ownZones =
  /^(localhost|localhost\.localdomain|(?:0|127|255|1\.0\.0\.127)\.in-addr\.arpa|[01]\.(?:0\.){31}ip6\.arpa)$/i;

export function bindOf(statements: readonly Statement[]): Bind {
  const reader = new Lists(statements);
  const options = innerOf(statements, 'options');
  const views = statements.filter(({ words, inner }) => words[0]?.toLowerCase() === 'view' && inner !== null);
  const scopes =
    views.length === 0
      ? [{ name: null as string | null, own: [] as Statement[] }]
      : views.map(({ words, inner }) => ({ name: (words[1] ?? '').slice(0, 256), own: inner ?? [] }));
  // Zones stand beside the options, or within the views.
  const zones = scopes.flatMap(({ name, own }) =>
    (name === null ? statements : own).flatMap((statement) => zoneOf(statement, [own, options], reader)),
  );
  return {
    views: scopes.slice(0, maxViews).map(({ name, own }) => {
      const list = (keyword: string) => reader.list(keyword, [own, options]);
      return {
        name,
        recursion: flagOf(wordOf('recursion', [own, options])),
        allowRecursion: list('allow-recursion'),
        allowQueryCache: list('allow-query-cache'),
        allowQuery: list('allow-query'),
      };
    }),
    zones: zones.slice(0, maxZones),
    truncated: reader.truncated || scopes.length > maxViews || zones.length > maxZones,
  };
}

function zoneOf(
  { words, inner }: Statement,
  outer: readonly (readonly Statement[])[],
  reader: Lists,
): Bind['zones'] {
  const [keyword, name = ''] = words;
  if (keyword?.toLowerCase() !== 'zone' || inner === null || ownZones.test(name)) return [];
  const type = wordOf('type', [inner])?.toLowerCase() ?? '';
  if (!['master', 'primary', 'slave', 'secondary', 'mirror'].includes(type)) return [];
  return [{ name: name.slice(0, 256), allowTransfer: reader.list('allow-transfer', [inner, ...outer]) }];
}

function innerOf(statements: readonly Statement[], keyword: string): Statement[] {
  return statements.flatMap(({ words, inner }) => (words[0]?.toLowerCase() === keyword ? (inner ?? []) : []));
}

/** The innermost place that writes it counts. */
function wordOf(keyword: string, scopes: readonly (readonly Statement[])[]): string | null {
  for (const scope of scopes) {
    const found = scope.find(({ words, inner }) => words[0]?.toLowerCase() === keyword && inner === null);
    if (found) return found.words[1] ?? null;
  }
  return null;
}

function flagOf(word: string | null): boolean | null {
  const lower = word?.toLowerCase();
  if (lower === 'yes' || lower === 'true' || lower === '1') return true;
  return lower === 'no' || lower === 'false' || lower === '0' ? false : null;
}

/** Address lists, with `acl` names filled in. */
class Lists {
  truncated = false;
  readonly #named = new Map<string, Statement[]>();

  constructor(statements: readonly Statement[]) {
    for (const { words, inner } of statements) {
      if (words[0]?.toLowerCase() === 'acl' && words[1] && inner) this.#named.set(words[1], inner);
    }
  }

  list(keyword: string, scopes: readonly (readonly Statement[])[]): string[] | null {
    for (const scope of scopes) {
      const found = scope.find(({ words, inner }) => words[0]?.toLowerCase() === keyword && inner !== null);
      if (found) return this.#flat(found.inner ?? [], 0).slice(0, maxAddresses);
    }
    return null;
  }

  #flat(entries: readonly Statement[], depth: number): string[] {
    const words: string[] = [];
    for (const { words: own, inner } of entries) {
      const shown = own.join(' ').slice(0, 256);
      const named = this.#named.get(shown);
      if (depth < 8 && named) words.push(...this.#flat(named, depth + 1));
      else if (depth < 8 && inner !== null && own.length === 0) words.push(...this.#flat(inner, depth + 1));
      else words.push(inner === null ? shown : `${shown}{}`.slice(0, 256));
      if (words.length > maxAddresses) {
        this.truncated = true;
        break;
      }
    }
    return words;
  }
}
