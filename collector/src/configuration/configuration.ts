import { join } from 'node:path';
import * as z from 'zod';
import { defaultLimits } from '../limits/limits.ts';
import {
  databaseUrl,
  fileTable,
  list,
  networks,
  numberTable,
  oneOf,
  origin,
  version,
  wholeNumber,
  words,
} from './value-kinds.ts';

export const groups = [
  'data',
  'addresses',
  'certificates',
  'reverse proxy',
  'agents',
  'upkeep',
  'alerts',
  'single sign-on',
] as const;

/** What people are told of one key; its flag, its variable and the page are made from this. */
export type About = {
  group: (typeof groups)[number];
  /** How the value is called in the help: `--port <port>`. */
  value: string;
  text: string;
  /** Of the default, where that is not a fixed value. */
  otherwise?: string;
  /** `list` and `table` flags may come more than once. */
  many?: 'list' | 'table';
  /** A file or folder: from the configuration file, relative to it. */
  isPath?: true;
};

export const about = z.registry<About>();

/**
 * Every key of `tenken collector run` and `tenken up`. `agent_port` in the file is TENKEN_AGENT_PORT in the environment and
 * `--agent-port` on the command line; a flag goes before the environment, that before the file.
 */
export const Configuration = z.strictObject({
  data: words()
    .default(() => join(process.cwd(), '.tenken'))
    .register(about, {
      group: 'data',
      value: 'folder',
      text: 'folder of the collector: database, authority, identities',
      otherwise: '.tenken in the current folder',
      isPath: true,
    }),
  database: databaseUrl().optional().register(about, {
    group: 'data',
    value: 'url',
    text: 'PostgreSQL database that this collector shares with others, such as postgres://tenken@db.example.jp/tenken?sslmode=verify-full&sslrootcert=/etc/tenken/db-ca.pem',
    otherwise: 'a file in the folder',
  }),
  database_password_file: words().optional().register(about, {
    group: 'data',
    value: 'file',
    text: 'password of the database; readable by the collector only',
    otherwise: 'none',
    isPath: true,
  }),
  keep_days: wholeNumber(30, 36_500).default(400).register(about, {
    group: 'data',
    value: 'number',
    text: 'how long reports, replaced evidence and past findings are kept; what is newest, and what a legal hold pins, is kept for good',
  }),
  log_level: oneOf(['trace', 'debug', 'info', 'warn', 'error']).default('info').register(about, {
    group: 'data',
    value: 'level',
    text: 'what the log on stderr holds: trace, debug, info, warn or error',
  }),
  port: wholeNumber(0, 65_535).default(8443).register(about, {
    group: 'addresses',
    value: 'port',
    text: 'for people and enrolment; 0 takes a free one',
  }),
  listen: words().default('127.0.0.1').register(about, {
    group: 'addresses',
    value: 'address',
    text: 'address that people and enrolment are served at; 0.0.0.0 for all',
  }),
  agent_port: wholeNumber(0, 65_535)
    .default(8444)
    .register(about, { group: 'addresses', value: 'port', text: 'for enrolled agents; 0 takes a free one' }),
  agent_listen: words().default('127.0.0.1').register(about, {
    group: 'addresses',
    value: 'address',
    text: 'address that agents are served at; 0.0.0.0 for all',
  }),
  public_name: words().default('localhost').register(about, {
    group: 'addresses',
    value: 'name',
    text: 'name or address under which agents reach this collector',
  }),
  limit: numberTable(Object.keys(defaultLimits)).optional().register(about, {
    group: 'addresses',
    value: 'name=number',
    text: 'another limit than in shared/docs/limits.md',
    otherwise: 'as in shared/docs/limits.md',
    many: 'table',
  }),
  tls_cert: words().optional().register(about, {
    group: 'certificates',
    value: 'file',
    text: "certificate that people's browsers see: PEM chain, the collector's own first",
    otherwise: "one of the collector's own authority",
    isPath: true,
  }),
  tls_key: words().optional().register(about, {
    group: 'certificates',
    value: 'file',
    text: 'its key, PEM; readable by the collector only',
    otherwise: 'none',
    isPath: true,
  }),
  authority_cert: words().optional().register(about, {
    group: 'certificates',
    value: 'file',
    text: 'an authority that exists: PEM chain, issuing certificate first, root last',
    otherwise: 'one that the collector makes in its folder',
    isPath: true,
  }),
  authority_key: words().optional().register(about, {
    group: 'certificates',
    value: 'file',
    text: 'its key, ECDSA P-256, PEM; readable by the collector only',
    otherwise: 'none',
    isPath: true,
  }),
  certificate_days: wholeNumber(1, 365).default(30).register(about, {
    group: 'certificates',
    value: 'number',
    text: "how long agents' certificates are good; agents renew them after two thirds",
  }),
  public_url: origin().optional().register(about, {
    group: 'reverse proxy',
    value: 'url',
    text: 'address of the page as people see it, such as https://tenken.example.jp; single sign-on returns there',
    otherwise: 'https://PUBLIC_NAME:PORT',
  }),
  trusted_proxy: networks().optional().register(about, {
    group: 'reverse proxy',
    value: 'address',
    text: "address or network of a reverse proxy whose X-Forwarded-For is believed; everybody else's is ignored",
    otherwise: 'none: no such header is believed',
    many: 'list',
  }),
  minimum_agent_version: version().optional().register(about, {
    group: 'agents',
    value: 'version',
    text: 'agents before this one are told apart, such as 0.2.0',
    otherwise: 'none: every agent is current',
  }),
  older_agents: oneOf(['mark', 'refuse']).default('mark').register(about, {
    group: 'agents',
    value: 'choice',
    text: 'what happens to reports of agents before that: mark (taken, and the host is marked) or refuse (kept on the host until its agent is newer)',
  }),
  backup_days: wholeNumber(1, 365).default(7).register(about, {
    group: 'upkeep',
    value: 'number',
    text: 'the health report warns when the newest backup is older',
  }),
  alert_allow: networks().optional().register(about, {
    group: 'alerts',
    value: 'network',
    text: 'lets alerts be sent to loopback, link-local, metadata or reserved addresses of this network',
    otherwise: 'none: such addresses are refused',
    many: 'list',
  }),
  alert_secret_file: fileTable().optional().register(about, {
    group: 'alerts',
    value: 'host=file',
    text: 'file with the password for this mail server; used for it alone; readable by the collector only',
    otherwise: 'none: passwords are typed on the page',
    many: 'table',
    isPath: true,
  }),
  oidc_issuer: words().optional().register(about, {
    group: 'single sign-on',
    value: 'url',
    text: 'OpenID provider that people may sign in at, beside local accounts',
    otherwise: 'none: local accounts only',
  }),
  oidc_client_id: words().optional().register(about, {
    group: 'single sign-on',
    value: 'id',
    text: 'as the provider knows this collector',
    otherwise: 'none',
  }),
  oidc_client_secret_file: words().optional().register(about, {
    group: 'single sign-on',
    value: 'file',
    text: 'the secret that goes with it; readable by the collector only',
    otherwise: 'none',
    isPath: true,
  }),
  oidc_ca: words().optional().register(about, {
    group: 'single sign-on',
    value: 'file',
    text: "authority of the provider's certificate, PEM",
    otherwise: 'those that the system trusts',
    isPath: true,
  }),
  oidc_scope: words().default('openid profile').register(about, {
    group: 'single sign-on',
    value: 'scopes',
    text: 'what is asked for',
  }),
  oidc_role_claim: words().default('groups').register(about, {
    group: 'single sign-on',
    value: 'claim',
    text: 'claim that names groups or roles; dots lead inside',
  }),
  oidc_role: list().optional().register(about, {
    group: 'single sign-on',
    value: 'role=value',
    text: 'who has this value in the claim gets this role; the first that fits counts, others are refused',
    otherwise: 'none',
    many: 'list',
  }),
});
export type Configuration = z.infer<typeof Configuration>;

export type Key = keyof Configuration;
export const keys = Object.keys(Configuration.shape) as Key[];

export function flagOf(key: Key): string {
  return `--${key.replaceAll('_', '-')}`;
}

export function variableOf(key: Key): string {
  return `TENKEN_${key.toUpperCase()}`;
}

export function aboutKey(key: Key): About {
  const told = about.get(Configuration.shape[key]);
  if (told === undefined) throw new Error(`the key ${key} says nothing about itself`);
  return told;
}

/** What holds when nobody says anything; undefined where that is no fixed value. */
export function defaultOf(key: Key): string | number | undefined {
  if (aboutKey(key).otherwise !== undefined) return undefined;
  const result = Configuration.shape[key].safeParse(undefined);
  return result.success && ['string', 'number'].includes(typeof result.data)
    ? (result.data as string | number)
    : undefined;
}
