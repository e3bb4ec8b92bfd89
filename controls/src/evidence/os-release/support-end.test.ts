import { ReplayHost } from '@tenken/shared';
import { expect, test } from 'vitest';
import { loadRecording, recordingNames } from '../../testing/recordings.ts';
import { readLinux } from './linux.ts';

test.each([
  ['2029-06-30', '2029-06-30'],
  ['2029-02-30', null],
  ['soon', null],
])('SUPPORT_END=%s is %s', async (value, expected) => {
  const [name = ''] = recordingNames('os-release').filter((one) => one.startsWith('linux'));
  const recording = loadRecording('os-release', name);
  const files = { '/etc/os-release': { text: `ID=amzn\nSUPPORT_END="${value}"\n` } };
  expect((await readLinux(new ReplayHost({ ...recording, files }))).supportEndDate).toBe(expected);
});
