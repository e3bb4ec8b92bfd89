import { expect, test } from 'vitest';
import { buildProgram } from '../program.ts';

const refusalOf = async (words: readonly string[]): Promise<unknown> => {
  const program = await buildProgram(['tls']);
  return program.parseAsync(['tls', ...words], { from: 'user' }).catch((error: unknown) => error);
};

test.each([
  [[], 'at least one server'],
  [['https://a/b'], 'not a path'],
  [['a', '--level', 'highest'], 'It has: '],
  [['a', '--profile', 'own'], 'Allowed choices are ipa-tls-3.1.1'],
  [['a', '--starttls', 'telnet'], 'Allowed choices are smtp'],
  [['a', '--name', '1.2'], 'four decimal numbers'],
  [['a', '--parallel', '0'], 'from 1 to 64'],
  [['a', '--timeout', '1.5'], 'from 1 to 3600'],
  [['a', '-4', '-6'], 'cannot be used with'],
])('tls %j is refused before anything is looked up', async (words, told) => {
  const refusal = await refusalOf(words);
  expect(refusal).toMatchObject({ name: 'TenkenError', code: 'usage' });
  expect((refusal as Error).message).toContain(told);
});
