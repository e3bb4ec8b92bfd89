import { agentVersion } from '@tenken/agent';
import { Option } from 'commander';
import type { Command } from 'commander';
import { addAccountCommand } from './commands/account.ts';
import { addAgentCommand } from './commands/agent.ts';
import { addApiTokenCommand } from './commands/api-token.ts';
import { addAssessCommand } from './commands/assess.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addChecklistsCommand } from './commands/checklists.ts';
import { addCollectCommand } from './commands/collect.ts';
import { addCollectorCommand } from './commands/collector.ts';
import { addControlsCommand } from './commands/controls.ts';
import { addExportCommand } from './commands/export.ts';
import { addFeedCommand } from './commands/feed.ts';
import { addHostCommand } from './commands/host.ts';
import { addImportCommand } from './commands/import.ts';
import { addScanCommand } from './commands/scan.ts';
import { addSshCommand } from './commands/ssh.ts';
import { addSystemCommand } from './commands/system.ts';
import { addTlsCommand } from './commands/tls.ts';
import { addUpCommand } from './commands/up.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { terminalLanguage } from './output/language.ts';
import { TenkenCommand } from './tenken-command.ts';

const exitCodes = `
Exit status:
  0  everything that applies passes
  1  a failure was found
  2  it could not be done, or no failure was found but something could not be judged`;

/** The whole command tree; help is made from it. */
export function buildProgram(): Command {
  const program = new TenkenCommand('tenken')
    .description(
      'Tenken (点検): what technical controls of this machine really look like, against Japanese checklists',
    )
    .version(agentVersion)
    .addOption(
      new Option('--lang <language>', 'language of text for people')
        .choices(['ja', 'en'])
        .default(terminalLanguage(process.env), 'as the locale says'),
    )
    .addHelpText('after', exitCodes)
    .exitOverride();
  addUpCommand(program);
  addScanCommand(program);
  addTlsCommand(program);
  addSshCommand(program);
  addControlsCommand(program);
  addChecklistsCommand(program);
  addCollectorCommand(program);
  addHostCommand(program);
  addSystemCommand(program);
  addAssessCommand(program);
  addExportCommand(program);
  addFeedCommand(program);
  addAgentCommand(program);
  addCollectCommand(program);
  addImportCommand(program);
  addAccountCommand(program);
  addApiTokenCommand(program);
  addAuditCommand(program);
  addBackupCommands(program);
  addVerifyCommand(program);
  return program;
}
