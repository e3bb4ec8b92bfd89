import { expect, test } from 'vitest';
import { explained, temporarySqliteStore } from '../../testing.ts';

test('hosts that are due are found without looking at all others, and without being sorted', async () => {
  const { store } = await temporarySqliteStore();
  const { asking, plans } = explained(store);
  await asking.findings.hostsToEvaluate(Date.now(), 20);
  await asking.findings.anyMarked();
  await asking.findings.marked();
  await asking.health.hostsToJudge(Date.now());
  const ofHosts = (await plans()).filter((steps) => steps.some((step) => /\bhost\b/v.test(step)));
  expect(ofHosts).toHaveLength(7);
  expect(ofHosts.flat().filter((step) => /^SCAN|TEMP B-TREE/v.test(step))).toEqual([]);
  expect(ofHosts.flat()).not.toContainEqual(expect.stringMatching(/\(needs_evaluation=\?\)$/v));
});
