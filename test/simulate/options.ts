import { parseArgs } from 'node:util';
import { TenkenError } from '@tenken/shared';
import { namedDatabase } from '../../collector/src/cli/named-database.ts';
import type { DatabasePlace } from '../../collector/src/store/database-place.ts';

export type Outage = {
  everyMs: number;
  forMs: number;
  /** Infinity: as often as there is time. */
  times: number;
};

export type SimulateOptions = {
  hosts: number;
  minutes: number;
  /** Of all hosts together. */
  reportsPerSecond: number;
  /** From one report of a host to its next. */
  intervalMs: number;
  seed: number;
  /** Share of a host's kinds of evidence that differ from its report before. */
  drift: number;
  /** Share of reports of which a probe fails or the answer is lost on its way, half of each. */
  failures: number;
  /** Clocks of hosts are ahead or behind by up to this. */
  skewMs: number;
  outage: Outage | null;
  /** Null for a folder of its own; `postgresql` for a server that comes and goes with the run. */
  database: 'postgresql' | DatabasePlace | null;
  /** A collector that runs already. */
  given: { server: string; token: string; authorityFile: string } | null;
};

/** What a person has to change, in words. */
export class WrongOption extends Error {}

export const help = `npm run simulate -- [options]

Hosts with evidence from the recordings report to a collector over real mTLS connections; at the end it is looked up
whether everything that was acknowledged is there, once. Ends with 0, with 1 when something is lost or there twice, with
2 when it could not be done.

  --hosts N          10 to 100000 (default 100); enrolled before the time begins, about 3 ms of processor each
  --minutes N        how long they report (default 1); what is under way then is brought to its end
  --rate N           reports a second of all hosts together
  --interval TIME    or from one report of a host to its next (default: three reports of each host, 30 a second at most)
  --drift SHARE      of a host's kinds of evidence, what differs from its report before (default 0.1)
  --failures SHARE   of reports of which a probe fails or the answer is lost (default 0.01)
  --skew TIME        clocks are ahead or behind by up to this (default 0s)
  --outage EVERY/FOR e.g. 5m/30s: the own collector is killed with SIGKILL and started again; towards a given one the
                     hosts have no network meanwhile. 5m/30s/2: twice, then no more
  --seed N           the same numbers give the same hosts, states and failures (default 1)
  --database PLACE   of the own collector: sqlite (default), postgresql (a server of the run's own, durable), or
                     postgres://USER@HOST:PORT/DATABASE as tenken collector run takes it, which has to be empty and is
                     left filled
  --database-password-file FILE
                     password of that database; readable by nobody else
  --server URL       a collector that runs, its address for people; with --authority FILE (its authority.pem) and
                     --token TOKEN (of enrolment, with enough uses; or TENKEN_TOKEN). Enrolment takes its time there:
                     30 a minute from one address, unless it is on this machine
  --help

TIME is a number with ms, s, m or h. Figures are also written to test/output/simulate.json.`;

const limits = {
  hosts: [10, 100_000],
  minutes: [0.01, 10_080],
  rate: [0.001, 100_000],
  outages: [1, 10_000],
} as const;
const defaultReports = 3;
const defaultMostPerSecond = 30;

/** @returns null where help is wanted @throws {WrongOption} */
export function readOptions(args: readonly string[], environment = process.env): SimulateOptions | null {
  const { values } = parsed(args);
  if (values.help === true) return null;
  const hosts = numberOf('hosts', values.hosts ?? '100', limits.hosts);
  if (!Number.isInteger(hosts)) throw new WrongOption(`--hosts ${values.hosts}: a whole number.`);
  const minutes = numberOf('minutes', values.minutes ?? '1', limits.minutes);
  if (values.rate !== undefined && values.interval !== undefined) {
    throw new WrongOption('--rate and --interval say the same twice: leave one of them out.');
  }
  const usual = Math.min(defaultMostPerSecond, (defaultReports * hosts) / (minutes * 60));
  const reportsPerSecond =
    values.interval === undefined
      ? numberOf('rate', values.rate ?? String(usual), limits.rate)
      : (hosts * 1000) / Math.max(1, timeOf('interval', values.interval));
  return {
    hosts,
    minutes,
    reportsPerSecond,
    intervalMs: (hosts / reportsPerSecond) * 1000,
    seed: numberOf('seed', values.seed ?? '1', [0, 2 ** 32 - 1]),
    drift: numberOf('drift', values.drift ?? '0.1', [0, 1]),
    failures: numberOf('failures', values.failures ?? '0.01', [0, 1]),
    skewMs: timeOf('skew', values.skew ?? '0s'),
    outage: outageOf(values.outage),
    database: databaseOf(values),
    given: givenOf(values, environment),
  };
}

function parsed(args: readonly string[]) {
  const string = { type: 'string' } as const;
  try {
    return parseArgs({
      args: negativesJoined(args),
      options: {
        hosts: string,
        minutes: string,
        rate: string,
        interval: string,
        drift: string,
        failures: string,
        skew: string,
        outage: string,
        seed: string,
        database: string,
        'database-password-file': string,
        server: string,
        authority: string,
        token: string,
        help: {
          type: 'boolean',
          short: 'h',
        },
      },
    });
  } catch (error) {
    throw new WrongOption(`${(error as Error).message} (--help lists what there is)`);
  }
}

/** `--hosts -5` is a number out of its range, not an option named 5. */
function negativesJoined(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const before = joined.at(-1);
    const isNegative = /^-\.?\d/.test(word) && before !== undefined && /^--[a-z-]+$/.test(before);
    if (isNegative) joined[joined.length - 1] = `${before}=${word}`;
    else joined.push(word);
  }
  return joined;
}

function numberOf(name: string, text: string, [least, most]: readonly [number, number]): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (number >= least && number <= most) return number;
  throw new WrongOption(`--${name} ${text}: a number from ${least} to ${most}.`);
}

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

function timeOf(name: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  if (!match) throw new WrongOption(`--${name} ${text}: a time such as 500ms, 30s, 5m or 1h.`);
  return Number(match[1]) * units[match[2] as keyof typeof units];
}

function outageOf(text: string | undefined): Outage | null {
  if (text === undefined) return null;
  const [every = '', duration, times, ...more] = text.split('/');
  if (duration === undefined || more.length > 0) {
    throw new WrongOption(`--outage ${text}: how often and how long, such as 5m/30s.`);
  }
  const outage = {
    everyMs: timeOf('outage', every),
    forMs: timeOf('outage', duration),
    times: times === undefined ? Infinity : numberOf('outage', times, limits.outages),
  };
  if (outage.forMs < outage.everyMs) return outage;
  throw new WrongOption(`--outage ${text}: the collector would never be there.`);
}

type Named = Partial<Record<'database' | 'database-password-file' | 'server', string>>;

function databaseOf({
  database,
  'database-password-file': passwordFile,
  server,
}: Named): SimulateOptions['database'] {
  const isAddress = database !== undefined && /^postgres(ql)?:\/\//.test(database);
  if (passwordFile !== undefined && !isAddress) {
    throw new WrongOption(
      '--database-password-file belongs to a database that --database gives the address of.',
    );
  }
  if (database === undefined || database === 'sqlite') return null;
  if (server !== undefined) throw new WrongOption('--database is for an own collector: leave out --server.');
  if (database === 'postgresql') return database;
  if (isAddress) return placeOf(database, passwordFile);
  throw new WrongOption(`--database ${database}: sqlite, postgresql, or postgres://USER@HOST:PORT/DATABASE.`);
}

/** As the collector takes one: everybody on a machine sees what stands on a command line. @throws {WrongOption} */
function placeOf(database: string, passwordFile?: string): DatabasePlace {
  try {
    return namedDatabase(database, passwordFile);
  } catch (error) {
    throw error instanceof TenkenError ? new WrongOption(error.message) : error;
  }
}

type Given = Partial<Record<'server' | 'authority' | 'token', string>>;

function givenOf(
  { server, authority, token }: Given,
  environment: NodeJS.ProcessEnv,
): SimulateOptions['given'] {
  if (server === undefined) {
    if (authority === undefined && token === undefined) return null;
    throw new WrongOption('--authority and --token belong to a collector that is named with --server.');
  }
  if (!URL.canParse(server) || new URL(server).protocol !== 'https:') {
    throw new WrongOption(`--server ${server}: an address such as https://collector.example.jp:8443.`);
  }
  if (authority === undefined) {
    throw new WrongOption('--server needs --authority FILE: authority.pem of that collector.');
  }
  const known = token ?? environment.TENKEN_TOKEN;
  if (known) return { server, token: known, authorityFile: authority };
  throw new WrongOption(
    '--server needs --token TOKEN, or TENKEN_TOKEN: make one with tenken collector token --uses N.',
  );
}
