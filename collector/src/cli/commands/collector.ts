import type { Command } from 'commander';
import { addSettingsCommand } from './agent-settings.ts';
import { addRunCommand } from './collector-run.ts';
import { addImportKeyCommand } from './import-key.ts';
import { addJudgingCommands } from './judging.ts';
import { addStatusCommand } from './collector-status.ts';
import { addRecountCommand } from './recount.ts';
import { addTokenCommands } from './tokens.ts';

export function addCollectorCommand(program: Command): void {
  const collector = program
    .command('collector')
    .description('the long-running side that stores, judges and serves');
  addRunCommand(collector);
  addStatusCommand(collector);
  addTokenCommands(collector);
  addImportKeyCommand(collector);
  addRecountCommand(collector);
  addJudgingCommands(collector);
  addSettingsCommand(collector);
}
