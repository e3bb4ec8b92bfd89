import type { Command, Option } from 'commander';

/** One option as people type it. */
export type OptionEntry = {
  long: string | null;
  short: string | null;
  /** `--port <port>`, as the help shows it. */
  flags: string;
  description: string;
  /** Null where it takes no value. */
  value: { name: string; isOptional: boolean; isList: boolean; choices: readonly string[] } | null;
  otherwise: string | null;
  variable: string | null;
};

/** One command with all that stands below it. */
export type CommandEntry = {
  /** `['tenken', 'collector', 'run']`. */
  path: readonly string[];
  description: string;
  /** `<folder>`, `[id]`, `[targets...]`, with what each is. */
  arguments: readonly { name: string; description: string; choices: readonly string[] }[];
  options: readonly OptionEntry[];
  commands: readonly CommandEntry[];
  /** What `--help` says besides: exit status, files. */
  more: string;
};

/** Man pages and completions are made from this and so from the same tree as the help. */
export function commandTree(command: Command, above: readonly string[] = []): CommandEntry {
  const path = [...above, command.name()];
  const help = command.createHelp();
  return {
    path,
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: `${argument.required ? '<' : '['}${argument.name()}${argument.variadic ? '...' : ''}${argument.required ? '>' : ']'}`,
      description: argument.description,
      choices: argument.argChoices ?? [],
    })),
    options: help.visibleOptions(command).map(optionEntry),
    commands: command.commands.map((one) => commandTree(one, path)),
    more: textAfterHelp(command),
  };
}

/** Every command below, itself first. */
export function everyCommand(entry: CommandEntry): CommandEntry[] {
  return [entry, ...entry.commands.flatMap((one) => everyCommand(one))];
}

function optionEntry(option: Option): OptionEntry {
  const takesValue = option.required || option.optional;
  const value: unknown = option.defaultValue;
  const plain = ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : null;
  return {
    long: option.long ?? null,
    short: option.short ?? null,
    flags: option.flags,
    description: option.description,
    value: takesValue
      ? {
          name: /[<[]([^>\]]+?)(?:\.\.\.)?[>\]]/.exec(option.flags)?.[1] ?? 'value',
          isOptional: option.optional,
          isList: option.variadic,
          choices: option.argChoices ?? [],
        }
      : null,
    otherwise: option.defaultValueDescription ?? plain,
    variable: option.envVar ?? null,
  };
}

/** What was added with `addHelpText('after')`; commander shows it only in the whole help. */
function textAfterHelp(command: Command): string {
  let whole = '';
  command.configureOutput({ writeOut: (text) => (whole += text), writeErr: (text) => (whole += text) });
  command.outputHelp();
  return whole.slice(command.helpInformation().length).trim();
}
