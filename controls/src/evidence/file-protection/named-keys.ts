import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parseMainCf } from '../mail-server/postfix.ts';
import {
  apacheIncludes,
  mysqlIncludes,
  nginxDirectives,
  nginxIncludes,
  readIncluded,
  unquoted,
} from '../included-files.ts';
import type { IncludedFile, Inclusion } from '../included-files.ts';
import { listOrEmpty } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';

type Source = {
  path: string;
  inclusion: Inclusion;
  /** Names of keys in one file's text. */
  keys: (content: string) => string[];
};

const maxSearched = 20;

const nothing = () => [];

const sources: Source[] = [
  {
    path: '/etc/nginx/nginx.conf',
    inclusion: { base: '/etc/nginx', named: nginxIncludes },
    keys: (content) =>
      nginxDirectives(content).flatMap(({ words: [name, key] }) =>
        name === 'ssl_certificate_key' && key ? [key] : [],
      ),
  },
  ...[
    ['/etc/apache2/apache2.conf', '/etc/apache2'],
    ['/etc/apache2/httpd.conf', '/etc/apache2'],
    ['/etc/httpd/conf/httpd.conf', '/etc/httpd'],
  ].map(([path = '', base = '']) => ({
    path,
    inclusion: { base, named: apacheIncludes },
    keys: (content: string) => words(content, /^[ \t]*SSLCertificateKeyFile[ \t]+(\S.*?)[ \t]*\r?$/gim),
  })),
  {
    path: '/etc/postfix/main.cf',
    inclusion: { base: '/etc/postfix', named: nothing },
    keys: postfixKeys,
  },
  {
    path: '/etc/dovecot/dovecot.conf',
    inclusion: {
      base: '/etc/dovecot',
      named: (content) => words(content, /^[ \t]*!include(?:_try)?[ \t]+(\S+)/gm),
    },
    // `ssl_key = <FILE` before 2.4, `ssl_server_key_file = FILE` since.
    keys: (content) =>
      words(content, /^[ \t]*(?:ssl_key[ \t]*=[ \t]*<|ssl_server_key_file[ \t]*=)[ \t]*(\S+)/gm),
  },
  ...['/etc/my.cnf', '/etc/mysql/my.cnf', '/etc/mysql/mariadb.cnf'].map((path) => ({
    path,
    inclusion: { base: '/etc', named: mysqlIncludes },
    keys: (content: string) => words(content, /^[ \t]*ssl[-_]key[ \t]*=[ \t]*(\S.*?)[ \t]*$/gm),
  })),
];

/** Private keys that the configurations of known servers name. */
export async function readNamedKeys(
  host: Host,
  unread: Unread[],
): Promise<{ keys: string[]; searched: string[] }> {
  const keys = new Set<string>();
  const searched: string[] = [];
  const all = [...sources, ...((await readPart(unread, '/etc/postgresql', [], () => clusters(host))) ?? [])];
  for (const source of all) {
    const files =
      (await readPart(unread, source.path, [], () => readIncluded(host, source.path, source.inclusion))) ??
      [];
    if (files.length === 0) continue;
    if (searched.length < maxSearched) searched.push(source.path);
    for (const file of files) addKeys(source, file, keys, unread);
  }
  return { keys: [...keys].toSorted(), searched };
}

function addKeys(source: Source, file: IncludedFile, keys: Set<string>, unread: Unread[]): void {
  for (const name of source.keys(file.content)) {
    // `none` switches it off; keys in hardware and in variables are no files.
    if (name === '' || name.toLowerCase() === 'none' || /^(engine|data|store|pkcs11):/.test(name)) continue;
    if (name.includes('$') || name.length > 300) {
      const { code } = new ProbeError('unparsable', file.path);
      if (unread.length < 100) unread.push({ what: `${file.path}: private key`.slice(0, 300), code });
      continue;
    }
    keys.add(name.startsWith('/') ? name : `${source.inclusion.base}/${name}`);
  }
}

/** Debian keeps `/etc/postgresql/VERSION/CLUSTER/postgresql.conf`; elsewhere it lies in the data folder. */
async function clusters(host: Host): Promise<Source[]> {
  const found: Source[] = [];
  const keys = (content: string) => words(content, /^[ \t]*ssl_key_file[ \t]*=?[ \t]*('[^']*'|\S+)/gm);
  for (const version of (await listOrEmpty(host, '/etc/postgresql')).slice(0, 10)) {
    for (const cluster of (await listOrEmpty(host, `/etc/postgresql/${version}`)).slice(0, 10)) {
      const base = `/etc/postgresql/${version}/${cluster}`;
      // Relative names start from the data folder.
      const data = `/var/lib/postgresql/${version}/${cluster}`;
      found.push({ path: `${base}/postgresql.conf`, inclusion: { base: data, named: nothing }, keys });
    }
  }
  const base = '/var/lib/pgsql/data';
  found.push({ path: `${base}/postgresql.conf`, inclusion: { base, named: nothing }, keys });
  return found;
}

/** Where no key is named it lies in the file of the certificate; a chain holds both. */
function postfixKeys(content: string): string[] {
  const values = parseMainCf(content);
  const of = (name: string) => (values.get(name) ?? '').split(/[\s,]+/).filter((word) => word !== '');
  return ['smtpd_tls', 'smtp_tls'].flatMap((side) => {
    const plain = of(`${side}_key_file`);
    return [
      ...(plain.length > 0 ? plain : of(`${side}_cert_file`)),
      ...['eckey_file', 'dkey_file', 'chain_files'].flatMap((name) => of(`${side}_${name}`)),
    ];
  });
}

function words(content: string, pattern: RegExp): string[] {
  return [...content.matchAll(pattern)].map(([, word = '']) => unquoted(word.trim()));
}
