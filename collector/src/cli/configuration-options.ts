import { own } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { aboutKey, defaultOf, flagOf, keys, variableOf } from '../configuration/configuration.ts';
import type { Configuration, Key } from '../configuration/configuration.ts';
import { readConfigurationFile } from '../configuration/read-file.ts';
import type { Raw } from '../configuration/read-file.ts';
import { resolveConfiguration, toldKeys } from '../configuration/resolve.ts';

/**
 * One option for each key of the configuration, and `--config` for the file that may hold them.
 *
 * @param otherwise what holds for this command where nobody says anything, in words
 */
export function addConfigurationOptions(
  command: Command,
  otherwise: Partial<Record<Key, string>> = {},
): Command {
  command.addOption(
    new Option(
      '--config <file>',
      'TOML file with what is below: agent_port = 8444 for --agent-port; shared/docs/configuration.md lists its keys',
    ).env('TENKEN_CONFIG'),
  );
  for (const key of keys) {
    const { value, text, many, otherwise: usual } = aboutKey(key);
    const words = otherwise[key];
    const told = [
      text,
      ...(many === undefined ? [] : ['may come more than once']),
      ...(words === undefined ? [] : [`unless told ${words}`]),
    ].join('; ');
    const option = new Option(`${flagOf(key)} <${value}>`, told).env(variableOf(key));
    const fixed = defaultOf(key);
    if (fixed !== undefined && words === undefined) option.default(fixed);
    else if (usual !== undefined) option.default(undefined, usual);
    if (many !== undefined) {
      option.argParser((one: string, before: readonly string[] | undefined) => [...(before ?? []), one]);
    }
    command.addOption(option);
  }
  return command;
}

/**
 * What holds for a command with these options, and which keys somebody has told.
 *
 * @throws {TenkenError} `usage`, `configuration-invalid`
 */
export function configurationOf(
  command: Command,
  environment = process.env,
): { configuration: Configuration; told: ReadonlySet<Key> } {
  const options = command.opts<Record<string, unknown>>();
  const path = typeof options.config === 'string' && options.config !== '' ? options.config : null;
  const flags: Raw = {};
  for (const key of keys) {
    const name = attributeOf(key);
    if (command.getOptionValueSource(name) === 'cli') flags[key] = own(options, name);
  }
  const sources = {
    flags,
    environment,
    file: path === null ? null : { path, raw: readConfigurationFile(path) },
  };
  return { configuration: resolveConfiguration(sources), told: toldKeys(sources) };
}

/** As commander names the value of an option. */
function attributeOf(key: Key): string {
  return key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
