import { Option } from 'commander';
import type { Command } from 'commander';
import { buildCommit } from '../commit.ts';
import { tenkenVersion } from '../version.ts';
import { terminalLanguage } from './output/language.ts';
import { TenkenCommand } from './tenken-command.ts';

type Group = { names: readonly string[]; load: () => Promise<(program: Command) => void> };

/**
 * The commands in the order of the help. Loading all that they stand on takes a second, and most of it is needed by some
 * of them only.
 */
const groups: readonly Group[] = [
  { names: ['up'], load: async () => (await import('./commands/up.ts')).addUpCommand },
  { names: ['scan'], load: async () => (await import('./commands/scan.ts')).addScanCommand },
  { names: ['tls'], load: async () => (await import('./commands/tls.ts')).addTlsCommand },
  { names: ['ssh'], load: async () => (await import('./commands/ssh.ts')).addSshCommand },
  { names: ['controls'], load: async () => (await import('./commands/controls.ts')).addControlsCommand },
  {
    names: ['checklists'],
    load: async () => (await import('./commands/checklists.ts')).addChecklistsCommand,
  },
  { names: ['collector'], load: async () => (await import('./commands/collector.ts')).addCollectorCommand },
  { names: ['host'], load: async () => (await import('./commands/host.ts')).addHostCommand },
  { names: ['system'], load: async () => (await import('./commands/system.ts')).addSystemCommand },
  { names: ['assess'], load: async () => (await import('./commands/assess.ts')).addAssessCommand },
  { names: ['export'], load: async () => (await import('./commands/export.ts')).addExportCommand },
  { names: ['feed'], load: async () => (await import('./commands/feed.ts')).addFeedCommand },
  { names: ['agent'], load: async () => (await import('./commands/agent.ts')).addAgentCommand },
  { names: ['collect'], load: async () => (await import('./commands/collect.ts')).addCollectCommand },
  { names: ['import'], load: async () => (await import('./commands/import.ts')).addImportCommand },
  { names: ['deploy'], load: async () => (await import('./commands/deploy.ts')).addDeployCommand },
  { names: ['account'], load: async () => (await import('./commands/account.ts')).addAccountCommand },
  { names: ['api-token'], load: async () => (await import('./commands/api-token.ts')).addApiTokenCommand },
  { names: ['audit'], load: async () => (await import('./commands/audit.ts')).addAuditCommand },
  {
    names: ['backup', 'restore', 'integrity'],
    load: async () => (await import('./commands/backup.ts')).addBackupCommands,
  },
  {
    names: ['migrate-store'],
    load: async () => (await import('./commands/migrate-store.ts')).addMigrateStoreCommand,
  },
  {
    names: ['completion'],
    load: async () => (await import('./commands/completion.ts')).completionCommand(() => buildProgram()),
  },
  { names: ['verify'], load: async () => (await import('./commands/verify.ts')).addVerifyCommand },
];

const exitCodes = `
Exit status:
  0  everything that applies passes
  1  a failure was found
  2  it could not be done, or no failure was found but something could not be judged`;

/**
 * The command tree; help is made from it.
 *
 * @param line what was typed: when it names a command, that one alone is in the tree
 */
export async function buildProgram(line: readonly string[] = []): Promise<Command> {
  const program = new TenkenCommand('tenken')
    .description(
      'Tenken (点検): what technical controls of this machine really look like, against Japanese checklists',
    )
    .version(versionLine())
    .addOption(
      new Option('--lang <language>', 'language of text for people')
        .choices(['ja', 'en'])
        .default(terminalLanguage(process.env), 'as the locale says'),
    )
    .addHelpText('after', exitCodes)
    .exitOverride();
  for (const add of await Promise.all(groupsFor(line).map(({ load }) => load()))) add(program);
  return program;
}

/** `0.1.0 (commit 0123abcd…)`. */
function versionLine(): string {
  const commit = buildCommit();
  return commit === null ? tenkenVersion : `${tenkenVersion} (commit ${commit})`;
}

/** Options of the program itself stand before the command, and none of their values is the name of one. */
function groupsFor(line: readonly string[]): readonly Group[] {
  if (line[0] === '--version' || line[0] === '-V') return [];
  const [first] = line.filter((word, index) => !word.startsWith('-') && line[index - 1] !== '--lang');
  const named = groups.filter(({ names }) => first !== undefined && names.includes(first));
  return named.length > 0 ? named : groups;
}
