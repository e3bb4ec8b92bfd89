import { TenkenError } from '@tenken/shared';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { dataOption, label, wholeNumber } from '../options.ts';
import { plain, print, printJson, say } from '../output/print.ts';
import { consoleChange, withStore } from '../with-store.ts';

type TokenOptions = {
  data: string;
  label: string;
  hostName?: string;
  hours: number;
  uses: number;
  json?: boolean;
};

const hourMs = 60 * 60 * 1000;

/** A script whose variable is empty must not make a token for every host. */
function hostPattern(value: string): string {
  if (value.trim() !== '' && value.length <= 253) return value;
  throw new InvalidArgumentError(
    'Name a host, or leave --host-name out for a token that is good for any host.',
  );
}

/** `tenken collector token`, `tokens`, `revoke-token`: who may come in. */
export function addTokenCommands(collector: Command): void {
  collector
    .command('token')
    .description('make an enrolment token; it is shown once')
    .addOption(dataOption())
    .option('--label <text>', 'put on each host that enrols with it, e.g. a department', label, '')
    .option(
      '--host-name <pattern>',
      'only for hosts with this name; * stands for any characters',
      hostPattern,
    )
    .option('--hours <number>', 'how long it is good', (value) => wholeNumber(value, 1, 24 * 90), 24)
    .option('--uses <number>', 'for how many hosts', (value) => wholeNumber(value, 1, 100_000), 1)
    .option('--json', 'print one JSON document')
    .action(async (options: TokenOptions) => {
      const token = await withStore(options.data, ({ enrolmentTokens }) =>
        enrolmentTokens.create({
          label: options.label,
          ...consoleChange(),
          lifetimeMs: options.hours * hourMs,
          uses: options.uses,
          ...(options.hostName === undefined ? {} : { hostPattern: options.hostName }),
        }),
      );
      if (options.json) printJson({ token, uses: options.uses, hours: options.hours });
      else print(token);
    });
  collector
    .command('tokens')
    .description('enrolment tokens, newest first; the tokens themselves are kept nowhere')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(async (options: { data: string; json?: boolean }) => {
      const listed = await withStore(options.data, ({ enrolmentTokens }) => enrolmentTokens.list());
      if (options.json) {
        printJson(listed);
        return;
      }
      for (const token of listed) {
        const state = token.revokedAt === null ? `until ${token.expiresAt}` : `revoked ${token.revokedAt}`;
        const names = token.hostPattern === null ? '' : ` for ${plain(token.hostPattern)}`;
        print(
          `${token.id.slice(0, 12)} ${token.usesLeft}/${token.uses} left, ${state}${names} ${plain(token.label)}`,
        );
      }
    });
  collector
    .command('revoke-token')
    .description('end an enrolment token before its time')
    .argument('<id>', 'as tenken collector tokens lists it')
    .addOption(dataOption())
    .action(async (id: string, options: { data: string }) => {
      if (
        !(await withStore(options.data, ({ enrolmentTokens }) => enrolmentTokens.revoke(id, consoleChange())))
      ) {
        throw new TenkenError(
          'token-unknown',
          `No token that is still good has the id ${plain(id)}. tenken collector tokens shows ids and states.`,
        );
      }
      say(`revoked ${id}`);
    });
}
