import { TenkenError } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { dataOption } from '../options.ts';

/** Where the desk is: a folder of data on this machine, or a collector elsewhere and who signs in there. */
export type Place =
  | { kind: 'data'; folder: string }
  | { kind: 'server'; url: string; account: string | null; authority: string | null };

type Given = { data: string; server?: string; account?: string; authority?: string };

/** `--data` or `--server`, and what signing in needs. */
export function addDeskOptions(command: Command): Command {
  return command
    .addOption(dataOption())
    .addOption(
      new Option(
        '--server <url>',
        'a running collector instead of a folder, e.g. https://tenken.example.jp:8443; with a token in TENKEN_TOKEN, or --account',
      ).env('TENKEN_SERVER'),
    )
    .option(
      '--account <name>',
      'with --server: sign in for this command; the password is asked for, or is in TENKEN_PASSWORD, and a code in TENKEN_CODE',
    )
    .addOption(
      new Option(
        '--authority <file>',
        "with --server: the collector's authority.pem, where this machine does not trust it anyway",
      ).env('TENKEN_AUTHORITY'),
    );
}

/** What was written on the command line goes before the environment. @throws {TenkenError} `usage` */
export function placeOf(command: Command): Place {
  const { data, server, account, authority } = command.opts<Given>();
  const source = (name: keyof Given) => command.getOptionValueSource(name);
  const named = server !== undefined && server !== '';
  const dataNamed = source('data') === 'cli' || (source('data') === 'env' && data !== '');
  const isSame = source('data') === source('server');
  if (named && dataNamed && isSame) {
    throw new TenkenError(
      'usage',
      'Name either a folder with --data or a collector with --server, not both.',
    );
  }
  if (named && (source('server') === 'cli' || !dataNamed)) {
    return {
      kind: 'server',
      url: server,
      account: account ?? null,
      authority: authority === undefined || authority === '' ? null : authority,
    };
  }
  if (account !== undefined || source('authority') === 'cli') {
    throw new TenkenError('usage', '--account and --authority go with --server, which names the collector.');
  }
  return { kind: 'data', folder: data };
}
