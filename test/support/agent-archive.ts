import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAgent } from '../../agent/scripts/bundle.ts';
import { agentVersion } from '../../agent/src/version.ts';

/** What a version does when its service starts it. */
export type Behaviour = 'works' | 'crashes' | 'delivers nothing' | 'does not start';

const runs: Record<Behaviour, string> = {
  works: '',
  crashes: 'case $1 in run) echo "it crashed" >&2; exit 3 ;; esac\n',
  'delivers nothing': 'case $1 in run) exit 0 ;; esac\n',
  'does not start': 'echo "libatomic.so.1: cannot open shared object file" >&2; exit 127\n',
};

/**
 * An archive as `npm run package` makes it, of this checkout's agent under another version number and with this test's
 * own Node in place of one inside.
 *
 * @returns the folder, with SHA256SUMS in it
 */
export async function makeAgentArchive(
  folder: string,
  version: string,
  behaviour: Behaviour = 'works',
): Promise<string> {
  const root = join(folder, 'root');
  const programs = join(root, 'usr/lib/tenken-agent');
  const units = join(root, 'usr/lib/systemd/system');
  for (const path of [programs, units]) mkdirSync(path, { recursive: true });
  for (const { name, code } of Object.values(await bundleAgent())) {
    writeFileSync(join(programs, name), asVersion(Buffer.from(code).toString('utf8'), version));
  }
  const launcher = `#!/bin/sh
${runs[behaviour]}exec ${process.execPath} "$(dirname "$(readlink -f "$0")")/tenken-agent.mjs" "$@"
`;
  writeFileSync(join(programs, 'tenken-agent'), launcher, { mode: 0o755 });
  const given = join(import.meta.dirname, '../../deploy');
  copyFileSync(join(given, 'linux/trial'), join(programs, 'trial'));
  for (const name of readdirSync(join(given, 'systemd')).filter((one) => one.startsWith('tenken-agent'))) {
    const text = readFileSync(join(given, 'systemd', name), 'utf8');
    // A scan that is gentle takes minutes.
    const line = 'ExecStart=/usr/lib/tenken-agent/tenken-agent run --once';
    writeFileSync(join(units, name), text.replace(/^ExecStart=.* run --once --gently$/m, line));
  }
  const name = `tenken-agent-${version}-linux-${process.arch}.tar.gz`;
  const made = spawnSync('tar', ['--format=ustar', '-czf', join(folder, name), '-C', root, 'usr']);
  if (made.status !== 0) throw new Error(String(made.stderr));
  writeFileSync(join(folder, 'SHA256SUMS'), `${sha256(readFileSync(join(folder, name)))}  ${name}\n`);
  return folder;
}

function asVersion(code: string, version: string): string {
  return code.replaceAll(`version: "${agentVersion}"`, `version: "${version}"`);
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
