import { own } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { aboutKey, defaultOf, flagOf, keys, variableOf } from '../configuration/configuration.ts';
import type { Configuration, Key } from '../configuration/configuration.ts';
import { readConfigurationFile } from '../configuration/read-file.ts';
import type { Raw } from '../configuration/read-file.ts';
import { resolveConfiguration } from '../configuration/resolve.ts';

/** One option for each key of the configuration, and `--config` for the file that may hold them. */
export function addConfigurationOptions(command: Command): Command {
  command.addOption(
    new Option(
      '--config <file>',
      'TOML file with what is below: agent_port = 8444 for --agent-port; shared/docs/configuration.md lists its keys',
    ).env('TENKEN_CONFIG'),
  );
  for (const key of keys) {
    const { value, text, many, otherwise } = aboutKey(key);
    const told = many === undefined ? text : `${text}; may come more than once`;
    const option = new Option(`${flagOf(key)} <${value}>`, told).env(variableOf(key));
    const fixed = defaultOf(key);
    if (fixed !== undefined) option.default(fixed);
    else if (otherwise !== undefined) option.default(undefined, otherwise);
    if (many !== undefined) {
      option.argParser((one: string, before: readonly string[] | undefined) => [...(before ?? []), one]);
    }
    command.addOption(option);
  }
  return command;
}

/** What holds for a command with these options. @throws {TenkenError} `usage`, `configuration-invalid` */
export function configurationOf(command: Command, environment = process.env): Configuration {
  const options = command.opts<Record<string, unknown>>();
  const path = typeof options.config === 'string' && options.config !== '' ? options.config : null;
  const flags: Raw = {};
  for (const key of keys) {
    const name = attributeOf(key);
    if (command.getOptionValueSource(name) === 'cli') flags[key] = own(options, name);
  }
  return resolveConfiguration({
    flags,
    environment,
    file: path === null ? null : { path, raw: readConfigurationFile(path) },
  });
}

/** As commander names the value of an option. */
function attributeOf(key: Key): string {
  return key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
