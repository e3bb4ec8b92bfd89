import { join } from 'node:path';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { boundedScan, gentleScan } from '../../agent/src/scan-process/bounded-scan.ts';
import { misbehavingKinds } from './misbehaving-kinds.ts';

// An agent whose one probe does honest work, in a scan that nobody waits for. Prints how it ended.
const isRehearsal = process.argv[2] === 'rehearsal';
const scan = isRehearsal ? boundedScan : gentleScan;
const { evidence } = await scan(new LocalHost(), {
  kinds: misbehavingKinds.filter(({ id }) => id === (isRehearsal ? 'good' : 'works-hard')),
  entry: join(import.meta.dirname, 'misbehaving-scan.ts'),
});
console.log(
  evidence.map(({ body: { result } }) => (result.status === 'read' ? 'read' : result.failure.message)).join(),
);
