import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { About } from './about.ts';
import { gzip } from './compress.ts';
import type { Effort } from './compress.ts';
import { withFolders } from './entry.ts';
import type { Entry } from './entry.ts';
import type { NodeFiles } from './node-archive.ts';
import { writeTar } from './tar.ts';

const sources = resolve(import.meta.dirname, '../../macos');
const bundled = ['tenken-agent.mjs', 'tenken-probes.mjs', 'tenken-ssh.mjs', 'tenken-hardware.mjs'];

/**
 * Node as its vendor signed it, with the bundle beside it: a program that was changed loses its signature, and macOS
 * does not run it.
 *
 * @param bundle folder of `agent/scripts/build.ts`
 */
export function macosArchive(
  about: About,
  node: NodeFiles,
  bundle: string,
  billOfMaterials: Buffer,
  effort: Effort,
): Buffer {
  const top = `/${about.name}-${about.version}-macos-arm64`;
  const file = (name: string, content: Buffer, mode = 0o644): Entry => ({
    kind: 'file',
    path: `${top}/${name}`,
    mode,
    content,
  });
  const entries = [
    file('node', node.program, 0o755),
    ...bundled.map((name) => file(name, readFileSync(join(bundle, name)))),
    ...['install.sh', 'uninstall.sh'].map((name) => file(name, readFileSync(join(sources, name)), 0o755)),
    file('jp.tenken.agent.plist', readFileSync(join(sources, 'jp.tenken.agent.plist'))),
    file('LICENSE.node', node.licence),
    file('sbom.cdx.json', billOfMaterials),
    file('README.md', readFileSync(resolve(sources, '../packages.md'))),
  ];
  return gzip(writeTar(withFolders(entries), '', about.builtAt), effort);
}
