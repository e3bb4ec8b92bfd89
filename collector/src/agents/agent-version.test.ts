import { expect, test } from 'vitest';
import { isOlderAgent } from './agent-version.ts';

test.each([
  ['0.1.9', '0.2.0', true],
  ['0.2.0', '0.2.0', false],
  ['0.10.0', '0.9.0', false],
  ['1.0.0', '0.9.9', false],
  ['0.2.0-rc.1', '0.2.0', true],
  ['0.2.0-rc.1', '0.1.0', false],
  ['0.2.0+agentless.via-gw1', '0.2.0', false],
  ['0.1.0+agentless.via-gw1', '0.2.0', true],
  ['', '0.0.1', true],
  ['newest', '0.0.1', true],
  ['99999999.0.0', '0.0.1', true],
])('%s against a minimum of %s', (version, minimum, older) => {
  expect(isOlderAgent(version, minimum)).toBe(older);
});

test('without a minimum, and before the first report, nothing is older', () => {
  expect([isOlderAgent('0.0.0', null), isOlderAgent(null, '1.0.0')]).toEqual([false, false]);
});
