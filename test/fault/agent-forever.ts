import { appendFileSync } from 'node:fs';
import { evidenceKinds } from '@tenken/controls/evidence';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { scanForever } from '../../agent/src/run.ts';

// An agent that stays, with an interval of seconds: what F47 stops and wakes.
const [folder = '', log = '', interval = '2000'] = process.argv.slice(2);
await scanForever({
  host: new LocalHost(),
  folder,
  intervalMs: Number(interval),
  signal: new AbortController().signal,
  scanOptions: { kinds: evidenceKinds.filter(({ id }) => id === 'os-release') },
  onReceipt: ({ reportId }) => appendFileSync(log, `${reportId} ${Date.now()}\n`),
});
