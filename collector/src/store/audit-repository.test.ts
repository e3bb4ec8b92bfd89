import { expect, test } from 'vitest';
import { explained, temporarySqliteStore } from '../testing.ts';

test('what is asked of the log by what was done is not looked for in all of its lines', async () => {
  const { store } = await temporarySqliteStore();
  const { asking, plans } = explained(store);
  await asking.sendingBack.list('an assessment');
  await asking.health.newestBackupAt();
  await asking.judgingPause.look();
  const all = await plans();
  expect(all.length).toBeGreaterThan(3);
  expect(all.flat()).not.toContainEqual(expect.stringMatching(/^SCAN/));
});
