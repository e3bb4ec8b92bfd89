import { expect, test } from 'vitest';
import { buildProgram } from '../program.ts';

const refusalOf = async (words: readonly string[]): Promise<unknown> => {
  const program = await buildProgram(['ssh']);
  return program.parseAsync(['ssh', ...words], { from: 'user' }).catch((error: unknown) => error);
};

test.each([
  [[], 'at least one server'],
  [['https://a/b'], 'not a path'],
  [['smtp://a'], ''],
  [['a', '--profile', 'own'], 'Allowed choices are cryptrec, hardened'],
  [['a', '--connections', '0'], 'from 1 to 20'],
  [['a', '--parallel', '65'], 'from 1 to 64'],
  [['a', '--timeout', 'x'], 'from 1 to 3600'],
  [['a', '-4', '-6'], 'cannot be used with'],
])('ssh %j is refused before anything is looked up', async (words, told) => {
  const refusal = await refusalOf(words);
  expect(refusal).toMatchObject({ name: 'TenkenError', code: 'usage' });
  expect((refusal as Error).message).toContain(told);
});
