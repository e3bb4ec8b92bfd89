import { ReplayHost } from '@tenken/shared';
import { expect, test } from 'vitest';
import { collect } from '../collect.ts';
import { loadRecording } from '../../testing/recordings.ts';
import { osUpdates } from './index.ts';

test('a held name that is longer than any package name is cut, and the rest is read', async () => {
  const recording = loadRecording('os-updates', 'linux-debian-13-pinned');
  const key = 'apt-mark showhold';
  const long = { exitCode: 0, stdout: `${'x'.repeat(300)}\nopenssl\n`, stderr: '' };
  const host = new ReplayHost({ ...recording, commands: { ...recording.commands, [key]: long } });
  const { body } = await collect(osUpdates, host);
  expect(body.result).toMatchObject({ status: 'read', data: { heldBack: ['x'.repeat(200), 'openssl'] } });
});
