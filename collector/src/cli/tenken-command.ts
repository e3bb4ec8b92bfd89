import { TenkenError } from '@tenken/shared';
import { Command } from 'commander';
import { plain } from './output/print.ts';

/** A command whose errors are one line with a code, like every other error; its subcommands are of the same kind. */
export class TenkenCommand extends Command {
  override createCommand(name?: string): TenkenCommand {
    return new TenkenCommand(name);
  }

  /** Commander calls this for everything that does not fit the command line. @throws {TenkenError} `usage` */
  override error(message: string): never {
    const what = plain(message.replace(/^error: /, ''))
      .trim()
      .replace(/\.$/, '');
    const lists = this.commands.length > 0 ? 'commands' : 'options';
    throw new TenkenError(
      'usage',
      `${what}${this.#fromEnvironment(what)}; ${path(this)} --help lists its ${lists}`,
    );
  }

  /** Where an option that is missing could come from as well. */
  #fromEnvironment(what: string): string {
    const long = /^required option '(--[a-z-]+)/.exec(what)?.[1];
    const envVar = this.options.find((option) => option.long === long)?.envVar;
    return envVar === undefined ? '' : `, nor is ${envVar} in the environment`;
  }
}

function path(command: Command): string {
  return command.parent === null ? command.name() : `${path(command.parent)} ${command.name()}`;
}
