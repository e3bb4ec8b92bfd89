import { Argument } from 'commander';
import type { Command } from 'commander';

export function assessmentArgument(): Argument {
  return new Argument('<assessment>', 'its id, or the beginning of it: 4 characters at least');
}

/** @param role as forms call whoever it is */
export function personOption(command: Command, role: string): Command {
  return command.option(
    '--person <text>',
    `${role} as printed, e.g. "情報政策課 課長 鈴木花子"; the name of the account unless told`,
  );
}
