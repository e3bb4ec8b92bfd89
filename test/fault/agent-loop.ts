import { appendFileSync } from 'node:fs';
import { evidenceKinds } from '@tenken/controls/evidence';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { scanAndPush } from '../../agent/src/run.ts';

// An agent that scans and sends without a pause, until it is killed: what F40 kills.
const [folder = '', log = ''] = process.argv.slice(2);
for (;;) {
  try {
    await scanAndPush({
      host: new LocalHost(),
      folder,
      scanOptions: { kinds: evidenceKinds.filter(({ id }) => id === 'os-release') },
      onReceipt: ({ reportId, status }) => appendFileSync(log, `${reportId} ${status}\n`),
    });
  } catch (error) {
    appendFileSync(log, `failed ${String(error)}\n`);
    break;
  }
}
