import { ReplayHost } from '@tenken/shared';
import { expect, test } from 'vitest';
import { loadRecording } from '../../testing/recordings.ts';
import { readLinux } from './linux.ts';

test('an image that lies on the file system inside it, in two ways, is not followed for ever', async () => {
  const recording = loadRecording('disk-encryption', 'linux-encrypted-loop-only');
  let asked = 0;
  class CountingHost extends ReplayHost {
    override readFile(...args: Parameters<ReplayHost['readFile']>) {
      asked += 1;
      return super.readFile(...args);
    }
  }
  const host = new CountingHost({
    ...recording,
    files: { ...recording.files, '/sys/class/block/loop0/loop/backing_file': { text: '/srv/vault/image' } },
    folders: { ...recording.folders, '/sys/class/block/dm-0/slaves': ['loop0', 'loop0'] },
  });
  const { volumes } = await readLinux(host);
  expect(volumes.length).toBeGreaterThan(1);
  expect(asked).toBeLessThan(100);
});
