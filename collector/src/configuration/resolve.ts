import { TenkenError } from '@tenken/shared';
import { aboutKey, Configuration, flagOf, keys, variableOf } from './configuration.ts';
import type { Key } from './configuration.ts';
import { difference, nearest } from './nearest.ts';
import type { Raw } from './read-file.ts';
import { invalid } from './secret-file.ts';
import { tableOf } from './value-kinds.ts';

export type Sources = {
  /** What was typed. */
  flags: Raw;
  environment: NodeJS.ProcessEnv;
  /** Its path and what it holds; null without one. */
  file: { path: string; raw: Raw } | null;
};

/**
 * One configuration from the three places where it can stand: a flag goes before the environment, that before the
 * file. Tables are taken together name by name.
 *
 * @throws {TenkenError} `usage` for a flag, else `configuration-invalid`, naming the place
 */
export function resolveConfiguration({ flags, environment, file }: Sources): Configuration {
  refuseMisspelt(environment);
  const raw: Record<string, unknown> = {};
  for (const key of keys) {
    const given = givenFor(key, { flags, environment, file });
    if (given.length === 0) continue;
    raw[key] =
      aboutKey(key).many === 'table'
        ? Object.assign({}, ...given.toReversed().map((value) => tableOf(value) as object))
        : given[0];
  }
  const result = Configuration.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const key = keys.find((one) => one === issue?.path[0]);
  if (issue === undefined || key === undefined) throw result.error;
  const inside = issue.path.slice(1).join('.');
  const what = `${inside === '' ? '' : `${inside}: `}${issue.message}`;
  if (flags[key] !== undefined) throw new TenkenError('usage', `${flagOf(key)}: ${what}.`);
  if (environmentValue(environment, key) !== undefined) throw invalid(`${variableOf(key)}: ${what}`);
  throw invalid(`${file?.path ?? 'configuration'}: ${key}: ${what}`);
}

/** Those that have a value in one of the three places. */
export function toldKeys(sources: Sources): ReadonlySet<Key> {
  return new Set(keys.filter((key) => givenFor(key, sources).length > 0));
}

/** What goes before stands before. */
function givenFor(key: Key, { flags, environment, file }: Sources): unknown[] {
  return [flags[key], environmentValue(environment, key), file?.raw[key]].filter(
    (value) => value !== undefined,
  );
}

/** An empty variable is one that nobody has set: service managers pass them on so. */
function environmentValue(environment: NodeJS.ProcessEnv, key: Key): string | undefined {
  const value = environment[variableOf(key)];
  return value === '' ? undefined : value;
}

/** Other commands, tests and Kubernetes have variables that begin alike: only what is nearly one of ours is a mistake. */
function refuseMisspelt(environment: NodeJS.ProcessEnv): void {
  const known = keys.map(variableOf);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('TENKEN_') || known.includes(name) || ofOthers.has(name)) continue;
    const near = nearest(name, known);
    if (near !== null && difference(name, near) <= 2) {
      throw invalid(`The environment has ${name}, which is no setting; is ${near} meant?`);
    }
  }
}

/** Of other commands. */
const ofOthers = new Set([
  'TENKEN_CONFIG',
  'TENKEN_TOKEN',
  'TENKEN_SERVER',
  'TENKEN_CODE',
  'TENKEN_AUTHORITY',
]);
