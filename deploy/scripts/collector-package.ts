import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { layOutCollector } from './collector-tree.ts';

// npm run package:collector: the deb of the collector, and the tree that the container is made of, in deploy/dist.
// dpkg-deb makes the archive (Debian package dpkg), with the time of the commit: two builds give the same bytes.
const root = resolve(import.meta.dirname, '../..');
const out = resolve(process.argv[2] ?? join(root, 'deploy', 'dist'));
const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const epoch = process.env['SOURCE_DATE_EPOCH'] ?? git('log', '-1', '--format=%ct');
process.env['SOURCE_DATE_EPOCH'] = epoch;
const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as 'x64' | 'arm64'];

execFileSync(
  process.execPath,
  [join(root, 'node_modules/turbo/bin/turbo'), 'run', 'build', '--output-logs=errors-only'],
  {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  },
);
const tree = join(out, 'collector', 'root');
layOutCollector(root, tree, { version, commit: git('rev-parse', 'HEAD') });

const debian = join(tree, 'DEBIAN');
mkdirSync(debian);
for (const name of readdirSync(join(root, 'deploy/collector/debian'))) {
  copyFileSync(join(root, 'deploy/collector/debian', name), join(debian, name));
  chmodSync(join(debian, name), name === 'conffiles' ? 0o644 : 0o755);
}
writeFileSync(
  join(debian, 'control'),
  `Package: tenken-collector
Version: ${version}
Architecture: ${architecture}
Section: admin
Priority: optional
Maintainer: Tenken
Installed-Size: ${Math.ceil(bytesIn(tree) / 1024)}
Depends: libatomic1, libc6 (>= 2.34), libstdc++6, passwd
Recommends: systemd
Description: collector of Tenken, a scanner of technical controls
 Stores what agents report, judges it by Japanese security checklists, and serves the page, on a
 closed network. It brings its own Node and needs nothing from outside.
`,
);
setModes(tree);
const deb = join(out, `tenken-collector_${version}_${architecture}.deb`);
// One thread: with more, how the data is cut depends on the machine.
execFileSync('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z10', '--threads-max=1', '--build', tree, deb], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
process.stderr.write(`${deb}: ${(statSync(deb).size / 1024 / 1024).toFixed(1)} MB\n`);

function bytesIn(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}

/** The builder's own umask is nobody's business. */
function setModes(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
  chmodSync(folder, 0o755);
}
