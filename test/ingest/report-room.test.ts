import { expect, test } from 'vitest';
import { reportRoom } from '../../agent/src/report-room.ts';
import { bodyLimits } from '../../collector/src/limits/limits.ts';

test('what an agent lets a report be is less than what a collector takes, with room for its statement', () => {
  // A line of the statement for each kind of evidence, and a signature.
  const statement = 16 * 1024;
  expect(reportRoom.bytes + statement).toBeLessThanOrEqual(bodyLimits.bodyBytes);
  expect(reportRoom.packedBytes + 4 * 1024).toBeLessThanOrEqual(bodyLimits.packedBytes);
  expect(reportRoom.values + 1000).toBeLessThanOrEqual(bodyLimits.bodyValues);
  expect(reportRoom.keys + 1000).toBeLessThanOrEqual(bodyLimits.bodyKeys);
  expect(reportRoom.ratio).toBeLessThan(bodyLimits.bodyRatio);
});
