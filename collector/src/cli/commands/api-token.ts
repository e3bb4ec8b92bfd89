import { TenkenError } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { permissionNames, roles } from '../../access/permissions.ts';
import type { Permission, Role } from '../../access/permissions.ts';
import { dataOption, wholeNumber } from '../options.ts';
import { plain, print, printJson, say, terminalWidth } from '../output/print.ts';
import { table } from '../output/table.ts';
import { consoleChange, withStore } from '../with-store.ts';

type CreateOptions = {
  data: string;
  role: Role;
  label: string;
  days: number;
  scope?: Permission[];
  json?: boolean;
};

const dayMs = 24 * 60 * 60 * 1000;

export function addApiTokenCommand(program: Command): void {
  const apiToken = program.command('api-token').description('tokens with which scripts call the API');
  apiToken
    .command('create')
    .description('make a token; it is shown once')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .requiredOption('--label <text>', 'what it is for')
    .addOption(dataOption())
    .option('--days <number>', 'how long it is good', (value) => wholeNumber(value, 1, 366), 30)
    .addOption(new Option('--scope <permissions...>', 'only these of its role').choices(permissionNames))
    .option('--json', 'print one JSON document')
    .action(async ({ data, role, label, days, scope, json }: CreateOptions) => {
      const wanted = { label, role, scope: scope ?? null, lifetimeMs: days * dayMs };
      const token = await withStore(data, ({ apiTokens }) => apiTokens.create(wanted, consoleChange()));
      if (json) printJson({ token, role, days });
      else print(token);
    });
  apiToken
    .command('list')
    .description('tokens, newest first')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(async (options: { data: string; json?: boolean }) => {
      const tokens = await withStore(options.data, ({ apiTokens }) => apiTokens.list());
      if (options.json) return printJson(tokens);
      const rows = tokens.map(({ id, label, role, expiresAt, revokedAt }) =>
        [id.slice(0, 12), role, expiresAt, revokedAt ?? '', plain(label)].map((text) => ({ text })),
      );
      return print(
        table(['id', 'role', 'expires', 'revoked', 'label'], rows, [0, 0, 0, 0, 1], terminalWidth()),
      );
    });
  apiToken
    .command('revoke')
    .description('end a token at once')
    .argument('<id>', 'its id, or the beginning of it')
    .addOption(dataOption())
    .action(async (id: string, options: { data: string }) => {
      await withStore(options.data, async ({ apiTokens }) => {
        const meant = (await apiTokens.list()).filter((token) => token.id.startsWith(id));
        const [only] = meant;
        if (!only) throw unknown(`No token has an id that begins with ${plain(id)}.`);
        if (meant.length > 1) {
          throw unknown(`${meant.length} tokens have an id that begins so. Give more of it.`);
        }
        if (!(await apiTokens.revoke(only.id, consoleChange()))) {
          throw unknown(`The token ${plain(id)} is revoked already.`);
        }
        say(`revoked ${only.id.slice(0, 12)}`);
      });
    });
}

function unknown(what: string): TenkenError {
  return new TenkenError('api-token-unknown', `${what} tenken api-token list shows ids and states.`);
}
