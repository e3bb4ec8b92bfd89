import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { collect, evidenceKinds } from '@tenken/controls/evidence';
import { RecordingHost } from '@tenken/shared';
import { LocalHost, readHostFacts } from '../src/index.ts';

const usage = 'usage: npm run capture -- KIND FILE [--root FOLDER] [--origin TEXT]\n';

// Records what one kind of evidence asks of this machine, or of the system in a folder.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string' }, origin: { type: 'string' } },
});
const [id, file] = positionals;
const kind = evidenceKinds.find((candidate) => candidate.id === id);
if (!kind || !file) {
  process.stderr.write(usage);
  process.exit(2);
}
const host = new LocalHost(values.root === undefined ? {} : { root: values.root });
const recorder = new RecordingHost(host);
const { body } = await collect(kind, recorder);
const { osName, osVersion, platform } = await readHostFacts(host);
const origin = values.origin ?? `${osName ?? platform} ${osVersion ?? ''}`.trim();
writeFileSync(file, `${JSON.stringify(recorder.recording(origin), null, 2)}\n`, { mode: 0o600 });
process.stdout.write(`${JSON.stringify(body.result, null, 2)}\n`);
