import { LocalHost } from '../../agent/src/hosts/local.ts';
import { gentleScan } from '../../agent/src/scan-process/bounded-scan.ts';
import { misbehavingKinds } from './misbehaving-kinds.ts';

// An agent whose one probe does honest work, in a scan that nobody waits for. Prints how it ended.
// `hard-working-agent.mjs MISBEHAVING_SCAN`: the module of the process that scans.
const [entry = ''] = process.argv.slice(2);
const { evidence } = await gentleScan(new LocalHost(), {
  kinds: misbehavingKinds.filter(({ id }) => id === 'works-hard'),
  entry,
});
console.log(
  evidence.map(({ body: { result } }) => (result.status === 'read' ? 'read' : result.failure.message)).join(),
);
