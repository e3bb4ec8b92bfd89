import { TenkenError } from '@tenken/shared';
import type { Command } from 'commander';
import { Option } from 'commander';
import { dataOption } from '../options.ts';
import { plain, print, printJson, say } from '../output/print.ts';
import { consoleChange, withStore } from '../with-store.ts';
import { addHostBaselineCommand } from './host-baseline.ts';

/** `tenken host …`: what a person decides about identities, and what a host's settings are. */
export function addHostCommand(program: Command): void {
  const host = program.command('host').description('the hosts of a collector on this machine');
  host
    .command('list')
    .description('hosts by name with their state and the version of their agent')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(async (options: { data: string; json?: boolean }) => {
      const hosts = await withStore(options.data, (repos) => repos.hosts.all());
      if (options.json) {
        printJson(hosts);
        return;
      }
      for (const one of hosts) {
        const why = one.statusReason === null ? '' : ` (${plain(one.statusReason)})`;
        const how =
          one.carried === null
            ? ''
            : ` (carried file: collected ${one.carried.collectedAt}, imported ${one.carried.importedAt} by ${plain(one.carried.importedBy)}, clock not measured)`;
        const version = one.agentVersion === null ? '' : ` agent ${plain(one.agentVersion)}`;
        print(`${one.id} ${one.status}${why} ${plain(one.name)} ${plain(one.label)}${version}${how}`);
      }
    });
  host
    .command('revoke')
    .description('end all certificates of a host at once and for good; it can enrol again with a new token')
    .argument('<id>', 'as tenken host list shows it')
    .addOption(dataOption())
    .option('--reason <text>', 'why', 'revoked by a person')
    .action(async (id: string, options: { data: string; reason: string }) => {
      const result = await withStore(options.data, ({ enrolments }) =>
        enrolments.revoke(id, options.reason, consoleChange()),
      );
      if (result === 'unknown') throw hostUnknown(`No host has the id ${plain(id)}.`);
      if (result === 'already-revoked') {
        throw hostUnknown(`${id} is revoked already; its record is as it was.`);
      }
      say(`revoked ${id}`);
    });
  host
    .command('release')
    .description('let a quarantined host count again, once it is clear which machine it is')
    .argument('<id>', 'as tenken host list shows it')
    .addOption(dataOption())
    .addOption(
      new Option('--machine <which>', 'the machine that was known first, or the one that was kept apart')
        .choices(['first', 'newest'])
        .default('first'),
    )
    .action(async (id: string, options: { data: string; machine: 'first' | 'newest' }) => {
      const done = await withStore(options.data, ({ hosts }) =>
        hosts.release(id, options.machine, consoleChange()),
      );
      if (!done) throw hostUnknown(`No quarantined host has the id ${plain(id)}.`);
      say(`released ${id}`);
    });
  addHostBaselineCommand(host);
}

function hostUnknown(what: string): TenkenError {
  return new TenkenError('host-unknown', `${what} tenken host list shows ids and states.`);
}
