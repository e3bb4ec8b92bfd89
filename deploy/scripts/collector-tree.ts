import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { productionPackages } from './collector-dependencies.ts';

const workspaces = ['shared', 'controls', 'agent', 'collector'] as const;
/** Beside its sources: what was built of them, and the program. */
const further: Partial<Record<string, readonly string[]>> = {
  controls: ['dist'],
  collector: ['bin', 'dist'],
};
const home = 'usr/lib/tenken-collector';

export type Build = { version: string; commit: string };

/**
 * Lays out what a collector of this machine's platform is made of, as it lies in the file system of a package or a
 * container: Node, the sources that Node runs as they are, the built page, and what they depend on.
 *
 * @param root of the repository, with its dependencies installed
 * @param target an empty folder
 */
export function layOutCollector(root: string, target: string, build: Build): void {
  const lib = join(target, home);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(lib, 'bin'), { recursive: true });
  layOutNode(root, lib);
  for (const workspace of workspaces) layOutWorkspace(root, lib, workspace);
  layOutDependencies(root, lib);
  writeFileSync(join(lib, 'package.json'), `${JSON.stringify({ private: true, type: 'module' })}\n`);
  writeFileSync(join(lib, 'build.json'), `${JSON.stringify(build)}\n`);
  layOutSystem(root, target);
  layOutReference(root, target);
}

function layOutNode(root: string, lib: string): void {
  const node = join(lib, 'bin', 'node');
  copyFileSync(join(root, 'node_modules', 'node', 'bin', 'node'), node);
  chmodSync(node, 0o755);
  // Symbols are a quarter of it; where there is no strip(1) it is only larger.
  spawnSync('strip', ['--strip-all', node], { stdio: 'ignore' });
}

function layOutWorkspace(root: string, lib: string, workspace: string): void {
  const to = join(lib, workspace);
  const kept = ['src', 'package.json', ...(further[workspace] ?? [])];
  for (const name of kept) {
    const from = join(root, workspace, name);
    if (!existsSync(from)) throw new Error(`${from} is missing: npm run build first`);
    cpSync(from, join(to, name), { recursive: true, filter: isNeeded });
  }
  const link = join(lib, 'node_modules', '@tenken', workspace);
  mkdirSync(dirname(link), { recursive: true });
  // Node runs TypeScript from everywhere but below node_modules; it goes by where a link leads.
  symlinkSync(join('..', '..', workspace), link);
}

/** Recordings, cases and tests are for those who change Tenken. */
function isNeeded(path: string): boolean {
  const name = basename(path);
  return !['recordings', 'cases'].includes(name) && !/\.test\.tsx?$/.test(name) && name !== 'testing.ts';
}

function layOutDependencies(root: string, lib: string): void {
  for (const path of productionPackages(root, workspaces)) {
    cpSync(join(root, path), join(lib, path), {
      recursive: true,
      dereference: true,
      filter: (from) => isOfPackage(join(root, path), from),
    });
  }
}

/**
 * Without what is nested, which has its own line in the lock file, and what compilers and editors need: Node runs no
 * TypeScript below node_modules.
 */
function isOfPackage(folder: string, from: string): boolean {
  const inside = from
    .slice(folder.length + 1)
    .split('\\')
    .join('/');
  if (inside === 'node_modules') return false;
  if (/\.([cm]?ts|map|md|markdown)$/i.test(inside)) return /license/i.test(inside);
  if (!folder.endsWith('better-sqlite3')) return true;
  // Its sources, and the libraries of other platforms.
  if (/^(deps|src)(\/|$)/.test(inside)) return false;
  return !inside.startsWith('prebuilds/') || inside === `prebuilds/linux-${process.arch}.node`;
}

function layOutSystem(root: string, target: string): void {
  const deploy = join(root, 'deploy');
  const put = (from: string, to: string, mode = 0o644) => {
    mkdirSync(dirname(join(target, to)), { recursive: true });
    copyFileSync(from, join(target, to));
    chmodSync(join(target, to), mode);
  };
  for (const name of readdirSync(join(deploy, 'systemd'))) {
    if (name.startsWith('tenken-collector')) {
      put(join(deploy, 'systemd', name), `usr/lib/systemd/system/${name}`);
    }
  }
  put(join(deploy, 'collector', 'collector.toml'), 'etc/tenken/collector.toml');
  put(join(deploy, 'collector', 'tenken'), 'usr/bin/tenken', 0o755);
  const doc = 'usr/share/doc/tenken-collector';
  for (const name of readdirSync(deploy).filter((one) => one.endsWith('.md'))) {
    put(join(deploy, name), `${doc}/${name}`);
  }
  for (const name of ['access.md', 'configuration.md', 'errors.md', 'limits.md']) {
    put(join(root, 'shared', 'docs', name), `${doc}/${name}`);
  }
}

/** Man pages and completions, by the program that is packed. */
function layOutReference(root: string, target: string): void {
  const made = join(target, 'usr/share/reference');
  execFileSync(process.execPath, [join(root, 'collector/scripts/command-reference.ts'), made]);
  const man = join(target, 'usr/share/man/man1');
  mkdirSync(man, { recursive: true });
  for (const name of readdirSync(join(made, 'man'))) {
    // Of zlib, which writes no time and no name.
    writeFileSync(join(man, `${name}.gz`), gzipSync(readFileSync(join(made, 'man', name)), { level: 9 }));
  }
  for (const [name, to] of [
    ['tenken', 'usr/share/bash-completion/completions/tenken'],
    ['_tenken', 'usr/share/zsh/vendor-completions/_tenken'],
    ['tenken.fish', 'usr/share/fish/vendor_completions.d/tenken.fish'],
  ] as const) {
    mkdirSync(dirname(join(target, to)), { recursive: true });
    copyFileSync(join(made, 'completions', name), join(target, to));
  }
  rmSync(made, { recursive: true });
}
