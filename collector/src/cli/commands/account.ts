import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { TenkenError } from '@tenken/shared';
import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { hashPassword, weaknessOf } from '../../access/passwords.ts';
import { roles } from '../../access/permissions.ts';
import type { Role } from '../../access/permissions.ts';
import { AccountName } from '../../api/people-schemas.ts';
import type { Account } from '../../store/people/account-repository.ts';
import { dataOption } from '../options.ts';
import { plain, print, printJson, terminalWidth } from '../output/print.ts';
import { table } from '../output/table.ts';
import { consoleChange, withStore } from '../with-store.ts';

type CreateOptions = {
  data: string;
  role: Role;
  displayName?: string;
  passwordStdin?: boolean;
  json?: boolean;
};
type ResetOptions = { data: string; removeSecondFactor?: boolean; passwordStdin?: boolean; json?: boolean };

export function addAccountCommand(program: Command): void {
  const account = program.command('account').description('people who may sign in to this collector');
  account
    .command('create')
    .description('make an account; unless one is given, a password is made and shown once')
    .argument('<name>', 'what is typed at sign-in')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .addOption(dataOption())
    .option('--display-name <text>', 'as others see it')
    .option('--password-stdin', 'read the password from standard input')
    .option('--json', 'print one JSON document')
    .action(async (given: string, options: CreateOptions) => {
      const name = nameOf(given);
      const { password, shown } = await passwordFor(name, options.passwordStdin === true);
      const passwordHash = await hashPassword(password);
      const displayName = options.displayName ?? name;
      const made = { name, displayName, role: options.role, passwordHash };
      const id = await withStore(options.data, ({ accounts }) => accounts.create(made, consoleChange()));
      if (id === null) {
        throw new TenkenError(
          'account-name-taken',
          `There is an account ${name} already. Take another name; tenken account list shows those that are taken.`,
        );
      }
      tell({ id, name, role: options.role, ...shown }, options.json === true);
    });
  account
    .command('reset-password')
    .description('give an account another password and end its sessions')
    .addArgument(new Argument('<name>'))
    .addOption(dataOption())
    .option('--remove-second-factor', 'when the authenticator is lost as well')
    .option('--password-stdin', 'read the password from standard input')
    .option('--json', 'print one JSON document')
    .action(async (given: string, options: ResetOptions) => {
      const name = nameOf(given);
      const { password, shown } = await passwordFor(name, options.passwordStdin === true);
      const passwordHash = await hashPassword(password);
      await withStore(options.data, async ({ accounts }) => {
        const known = await accounts.credentials({ name });
        if (!known) {
          throw new TenkenError(
            'account-unknown',
            `There is no account ${name}. tenken account list shows the names.`,
          );
        }
        if ((await accounts.find(known.id))?.singleSignOn === true) {
          throw new TenkenError('usage', `${name} signs in at the OpenID provider and has no password here.`);
        }
        const removeSecondFactor = options.removeSecondFactor === true;
        await accounts.changePassword(known.id, passwordHash, { ...consoleChange(), removeSecondFactor });
      });
      tell({ name, ...shown }, options.json === true);
    });
  account
    .command('list')
    .description('accounts by name')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(async (options: { data: string; json?: boolean }) => {
      const listed = await withStore(options.data, ({ accounts }) => accounts.list());
      if (options.json) printJson(listed);
      else print(accountTable(listed));
    });
}

function nameOf(given: string): string {
  const name = AccountName.safeParse(given);
  if (name.success) return name.data;
  throw new TenkenError(
    'usage',
    'A name has letters, digits, dot, dash and underscore, begins with a letter or digit, and has at most 63 characters.',
  );
}

/** A made password is 120 random bits: nothing to guess, and short enough to be typed once. */
async function passwordFor(
  name: string,
  fromInput: boolean,
): Promise<{ password: string; shown: { password?: string } }> {
  if (!fromInput) {
    const password = randomBytes(15).toString('base64url');
    return { password, shown: { password } };
  }
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  const weakness = weaknessOf(password, name);
  if (weakness !== null) throw new TenkenError('password-weak', weakness);
  return { password, shown: {} };
}

function tell(result: Record<string, string>, json: boolean): void {
  if (json) return printJson(result);
  print(Object.entries(result).reduce((lines, [key, value]) => `${lines}${key}: ${value}\n`, ''));
}

function accountTable(accounts: readonly Account[]): string {
  return table(
    ['name', 'role', 'second factor', 'created', 'disabled', 'display name'],
    accounts.map(({ name, role, secondFactor, createdAt, disabledAt, displayName }) =>
      [name, role, secondFactor ? 'yes' : 'no', createdAt, disabledAt ?? '', plain(displayName)].map(
        (cell) => ({ text: cell }),
      ),
    ),
    [0, 0, 0, 0, 0, 1],
    terminalWidth(),
  );
}
