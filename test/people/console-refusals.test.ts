import { expect, test } from 'vitest';
import { buildProgram } from '../../collector/src/cli/program.ts';
import { ownCollector } from '../support/own-collector.ts';

test('what does not fit the data is refused with what to do next', async () => {
  const { directory, context } = await ownCollector();
  const { accounts, apiTokens } = context.repositories;
  const change = { actor: 'console:test', now: Date.now() };
  const token = { label: 'x', role: 'auditor', scope: null, lifetimeMs: 60_000 } as const;
  await apiTokens.create(token, change);
  const id = String((await apiTokens.list())[0]?.id);
  await apiTokens.revoke(id, change);
  await apiTokens.create(token, change);
  const sato = { name: 'sato', displayName: 'sato', role: 'auditor', passwordHash: 'x' } as const;
  await accounts.create(sato, change);
  const list = 'tenken api-token list shows ids and states.';
  for (const [line, code, message] of [
    [['api-token', 'revoke', 'zzz'], 'api-token-unknown', `No token has an id that begins with zzz. ${list}`],
    [
      ['api-token', 'revoke', ''],
      'api-token-unknown',
      `2 tokens have an id that begins so. Give more of it. ${list}`,
    ],
    [['api-token', 'revoke', id], 'api-token-unknown', `The token ${id} is revoked already. ${list}`],
    [
      ['collector', 'revoke-token', 'zzz'],
      'token-unknown',
      'No token that is still good has the id zzz. tenken collector tokens shows ids and states.',
    ],
    [
      ['host', 'revoke', 'zz'],
      'host-unknown',
      'No host has the id zz. tenken host list shows ids and states.',
    ],
    [
      ['account', 'create', 'sato', '--role', 'auditor'],
      'account-name-taken',
      'There is an account sato already. Take another name; tenken account list shows those that are taken.',
    ],
    [
      ['account', 'reset-password', 'suzuki'],
      'account-unknown',
      'There is no account suzuki. tenken account list shows the names.',
    ],
  ] as const) {
    const program = await buildProgram(line);
    const refusal = program.parseAsync([...line, '--data', directory.path], { from: 'user' });
    await expect(refusal, line.join(' ')).rejects.toMatchObject({ code, message });
  }
});
