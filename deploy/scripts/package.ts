import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { aboutAgent } from './package/about.ts';
import { billOfMaterials } from './package/bill-of-materials.ts';
import { checksums } from './package/checksums.ts';
import { linuxPackages } from './package/linux.ts';
import { macosArchive } from './package/macos.ts';
import { nodeFor } from './package/node-archive.ts';
import { singleExecutable } from './package/single-executable.ts';
import { targets } from './package/target.ts';
import type { Target } from './package/target.ts';
import { whyNoMsi, writeMsi } from './package/msi.ts';

const usage = `npm run package -- [--output FOLDER] [--only TARGET,…] [--version VERSION] [--quick]

  --output   where the packages go (deploy/dist)
  --only     some of: ${targets.map(({ id }) => id).join(', ')}
  --version  instead of that of package.json, such as for a test of an upgrade
  --quick    packed in seconds, and a third larger
`;

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    output: { type: 'string', default: join(root, 'deploy/dist') },
    only: { type: 'string', default: targets.map(({ id }) => id).join(',') },
    version: { type: 'string' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const wanted = values.only.split(',').map((id) => targets.find((target) => target.id === id));
if (values.help || wanted.includes(undefined)) {
  process.stderr.write(usage);
  process.exit(values.help ? 0 : 2);
}

const effort = values.quick ? 'quick' : 'small';
const { version: ownVersion } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
};
const about = aboutAgent(values.version ?? ownVersion, commitTime());
const work = mkdtempSync(join(tmpdir(), 'tenken-package-'));
try {
  const bundle = (name: string, ...options: readonly string[]) => {
    const folder = join(work, name);
    const builder = join(root, 'agent/scripts/build.ts');
    execFileSync(process.execPath, [builder, ...options, '--output', folder, '--version', about.version]);
    return folder;
  };
  mkdirSync(values.output, { recursive: true });
  // What an earlier run left is of other sources, and would stand in the same list of checksums.
  for (const name of readdirSync(values.output)) {
    if (/^tenken-agent[-_]/.test(name)) rmSync(join(values.output, name));
  }
  for (const target of wanted) if (target) pack(target, bundle);
  writeFileSync(join(values.output, 'SHA256SUMS'), checksums(values.output));
} finally {
  rmSync(work, { recursive: true, force: true });
}

function pack(target: Target, bundle: (name: string, ...options: readonly string[]) => string): void {
  const node = nodeFor(target, join(root, '.cache/node-archives'));
  if (target.id === 'darwin-arm64') {
    const files = bundle('files');
    const materials = billOfMaterials(root, files, target, about);
    publish(`${about.name}-${about.version}-macos-arm64.cdx.json`, materials);
    publish(
      `${about.name}-${about.version}-macos-arm64.tar.gz`,
      macosArchive(about, node, files, materials, effort),
    );
    return;
  }
  const parts = bundle('executable', '--executable');
  const executable = singleExecutable(target, node.program, parts);
  const materials = billOfMaterials(root, parts, target, about);
  const stem = `${about.name}-${about.version}-${target.id === 'win-x64' ? 'windows-x64' : target.id}`;
  publish(`${stem}.cdx.json`, materials);
  if (target.id === 'win-x64') {
    publish(`${stem}.exe`, executable);
    const why = whyNoMsi();
    if (why === null) publish(`${stem}.msi`, writeMsi({ about, executable, licence: node.licence }));
    else process.stderr.write(`package: no msi: ${why}\n`);
    return;
  }
  const processor = target.id === 'linux-x64' ? 'x64' : 'arm64';
  const agent = { about, processor, executable, licence: node.licence, billOfMaterials: materials } as const;
  for (const [name, make] of linuxPackages(agent, effort)) publish(name, make());
}

function publish(name: string, content: Uint8Array): void {
  writeFileSync(join(values.output, name), content);
  console.log(`${(content.length / 1e6).toFixed(1).padStart(7)} MB  ${name}`);
}

/** The one time in a package: two builds of one commit give the same bytes. In seconds since 1970. */
function commitTime(): number {
  const told = process.env['SOURCE_DATE_EPOCH'];
  if (told !== undefined && /^\d+$/.test(told)) return Number(told);
  return Number(execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }));
}
