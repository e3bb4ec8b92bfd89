import { Argument } from 'commander';
import type { Command } from 'commander';
import { commandTree } from '../reference/command-tree.ts';
import { completionScript, shells } from '../reference/completion/completion-script.ts';
import type { Shell } from '../reference/completion/completion-script.ts';
import { print } from '../output/print.ts';

/** `tenken completion bash`: prints what a shell has to read once. @param whole makes the tree with all commands */
export function completionCommand(whole: () => Promise<Command>) {
  return (program: Command): void => {
    program
      .command('completion')
      .description('print a script that lets a shell complete commands and options')
      .addArgument(new Argument('<shell>', 'the shell that reads it').choices(shells))
      .addHelpText(
        'after',
        `
  bash        tenken completion bash > /etc/bash_completion.d/tenken
  zsh         tenken completion zsh > "\${fpath[1]}/_tenken"
  fish        tenken completion fish > ~/.config/fish/completions/tenken.fish
  PowerShell  tenken completion powershell | Out-String | Invoke-Expression`,
      )
      .action(async (shell: Shell) => {
        print(completionScript(commandTree(await whole()), shell).trimEnd());
      });
  };
}
