import { join } from 'node:path';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { boundedScan } from '../../agent/src/scan-process/bounded-scan.ts';
import { misbehavingKinds } from './misbehaving-kinds.ts';

// An agent in the middle of a scan whose program hangs: what a test kills.
await boundedScan(new LocalHost(), {
  kinds: misbehavingKinds.filter(({ id }) => id === 'hangs'),
  entry: join(import.meta.dirname, 'misbehaving-scan.ts'),
});
