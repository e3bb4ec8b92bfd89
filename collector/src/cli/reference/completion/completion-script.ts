import type { CommandEntry } from '../command-tree.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { powershellCompletion } from './powershell.ts';
import { zshCompletion } from './zsh.ts';

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

const scripts: Record<Shell, (root: CommandEntry) => string> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

/** A script that completes every command and option of the tree in this shell. */
export function completionScript(root: CommandEntry, shell: Shell): string {
  return scripts[shell](root);
}
