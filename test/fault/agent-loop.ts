import { evidenceKinds } from '@tenken/controls/evidence';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { scanAndPush } from '../../agent/src/run.ts';

// An agent that scans and sends without a pause, until it is killed: what F40 kills. Prints that it begins, and then each
// receipt; what is written to a pipe stays there when its writer is killed.
const [folder = ''] = process.argv.slice(2);
console.log('at work');
for (;;) {
  try {
    await scanAndPush({
      host: new LocalHost(),
      folder,
      scanOptions: { kinds: evidenceKinds.filter(({ id }) => id === 'os-release') },
      onReceipt: ({ reportId, status }) => console.log(`${reportId} ${status}`),
    });
  } catch (error) {
    console.log(`failed ${String(error)}`);
    break;
  }
}
