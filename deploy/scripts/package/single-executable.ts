import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripElf } from './strip-elf.ts';
import type { Target } from './target.ts';
import { unsignExe } from './unsign-exe.ts';

/** As the agent starts itself where it is no single executable: each part of it runs once. */
const flags = ['--lite-mode', '--max-semi-space-size=1'];

const mainFile = 'tenken-agent.mjs';
const assets = ['tenken-probes.cjs', 'tenken-ssh.cjs', 'tenken-hardware.cjs'];

/**
 * Puts the agent's bundle into Node for a platform.
 *
 * @param bundle folder of `agent/scripts/build.ts --executable`
 * @returns the executable, the same bytes for the same bundle
 */
export function singleExecutable(target: Target, node: Buffer, bundle: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-package-'));
  try {
    const base = join(folder, 'node');
    writeFileSync(base, target.id === 'win-x64' ? unsignExe(node) : stripElf(node), { mode: 0o755 });
    const configuration = {
      // Node writes this name into the executable: with a folder in it two builds would differ.
      main: mainFile,
      mainFormat: 'module',
      output: 'injected',
      executable: base,
      disableExperimentalSEAWarning: true,
      // With it two builds differ, and it is for one processor only.
      useCodeCache: false,
      useSnapshot: false,
      execArgv: flags,
      // Not from NODE_OPTIONS: whoever sets an agent's environment is not its administrator.
      execArgvExtension: 'cli',
      assets: Object.fromEntries(assets.map((name) => [name, name])),
    };
    for (const name of [mainFile, ...assets]) copyFileSync(join(bundle, name), join(folder, name));
    writeFileSync(join(folder, 'configuration.json'), JSON.stringify(configuration));
    execFileSync(process.execPath, ['--build-sea', 'configuration.json'], { cwd: folder, stdio: 'pipe' });
    chmodSync(join(folder, 'injected'), 0o755);
    return readFileSync(join(folder, 'injected'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
