import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { installationOf, programOf } from '../installation.ts';
import type { Outward } from '../reach.ts';

const program = programOf(installationOf());

type Settings = Readonly<Record<string, string>>;

/**
 * The command that was typed, with other settings.
 *
 * @param start what it begins with, such as `npx tenken up`
 * @param typed what came behind that
 * @param settings by flag, such as `--listen`
 */
export function commandWith(start: string, typed: readonly string[], settings: Settings): string {
  const kept = typed.filter((word, index) => {
    const [flag = ''] = word.split('=');
    return !Object.hasOwn(settings, flag) && !Object.hasOwn(settings, typed[index - 1] ?? '');
  });
  return [start, ...kept, ...Object.entries(settings).flat()]
    .map((word, index) => (index === 0 ? word : quoted(word)))
    .join(' ');
}

/** How `tenken up` is started so that other machines reach it. @param typed behind `up` */
export function outwardUp(typed: readonly string[], environment = process.env, name = hostname()): Outward {
  const start = environment['npm_lifecycle_event'] === 'start' ? 'npm start --' : `${program} up`;
  const settings = { '--listen': '0.0.0.0', '--public-name': publicName(name) };
  return { kind: 'command', command: commandWith(start, typed, settings) };
}

/** The same for `tenken collector run`. @param file of its configuration, where it has one */
export function outwardRun(typed: readonly string[], file: string | null, name = hostname()): Outward {
  const settings = { listen: '0.0.0.0', agent_listen: '0.0.0.0', public_name: publicName(name) };
  const entries = Object.entries(settings);
  if (file !== null) {
    const lines = entries.map(([key, value]) => `${key} = "${value}"`).join('\n');
    return { kind: 'file', file: resolve(file), lines };
  }
  const flags = Object.fromEntries(entries.map(([key, value]) => [`--${key.replaceAll('_', '-')}`, value]));
  return { kind: 'command', command: commandWith(`${program} collector run`, typed, flags) };
}

/** What others may call this machine; a word to replace where its own name says nothing. */
function publicName(name: string): string {
  const isUseful = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name) && !/^localhost/i.test(name);
  return isUseful ? name : 'NAME';
}

/** For a POSIX shell. */
function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
