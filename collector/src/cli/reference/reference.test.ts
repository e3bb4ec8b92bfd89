import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../testing.ts';
import { buildProgram } from '../program.ts';
import { commandTree, everyCommand } from './command-tree.ts';
import type { CommandEntry } from './command-tree.ts';
import { completionScript, shells } from './completion/completion-script.ts';
import { manPages } from './man-page.ts';
import type { ManPage } from './man-page.ts';

let tree: CommandEntry;
let pages: ManPage[];
beforeAll(async () => {
  tree = commandTree(await buildProgram());
  pages = manPages(tree, { version: '0.1.0', date: '2026-11-22' });
});

test('the tree has every command of the help', async () => {
  const program = await buildProgram();
  const listed = program.commands.map((command) => command.name());
  expect(tree.commands.map(({ path }) => path[1])).toEqual(listed);
  expect(everyCommand(tree).length).toBeGreaterThan(50);
});

test('every command has a man page, with every option, argument and command below it', () => {
  const all = everyCommand(tree);
  expect(pages.map(({ file }) => file)).toEqual(all.map(({ path }) => `${path.join('-')}.1`));
  for (const entry of all) {
    const text = pages.find(({ file }) => file === `${entry.path.join('-')}.1`)?.content ?? '';
    const told = text.replaceAll(String.raw`\-`, '-').replaceAll(String.raw`\&`, '');
    for (const { flags } of entry.options) expect(told, entry.path.join(' ')).toContain(`.B ${flags}\n`);
    for (const { name } of entry.arguments) expect(told).toContain(`.B ${name}\n`);
    for (const { path } of entry.commands) expect(told).toContain(`${path.join('-')}(1)`);
  }
});

describe.each(shells)('%s', (shell) => {
  test('completes every command and option', () => {
    const script = completionScript(tree, shell);
    for (const { path, options } of everyCommand(tree)) {
      const name = path.at(-1) ?? '';
      expect(script.includes(name), name).toBe(true);
      for (const { long, short } of options) {
        const fish = long === null ? `-s ${short?.slice(1)}` : `-l ${long.slice(2)}`;
        const wanted = shell === 'fish' ? fish : (long ?? short ?? '?');
        expect(script.includes(wanted), `${path.join(' ')} ${wanted}`).toBe(true);
      }
    }
  });
});

test('PowerShell 5.1 reads its script in any code page', () => {
  expect(completionScript(tree, 'powershell')).toMatch(/^[\x20-\x7e\n]+$/);
});

/** What bash offers after these words. */
function offered(...words: string[]): string[] {
  const script = join(temporaryFolder(), 'tenken.bash');
  writeFileSync(script, completionScript(tree, 'bash'));
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const lines = [
    `source ${script}`,
    `COMP_WORDS=(tenken ${quoted}); COMP_CWORD=${words.length}; _tenken`,
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  ];
  const { stdout, status, stderr } = spawnSync('bash', ['-c', lines.join('\n')], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.trim().split('\n');
}

test.skipIf(process.platform === 'win32')('bash really offers what fits', () => {
  expect(offered('coll')).toEqual(['collector', 'collect']);
  expect(offered('collector', '')).toEqual(expect.arrayContaining(['run', 'status', 'token', '--help']));
  expect(offered('collector', 'run', '--agent')).toEqual(['--agent-port', '--agent-listen']);
  expect(offered('--lang', '')).toEqual(['ja', 'en']);
  expect(offered('agent', 'gateway', 'c')).toEqual(['check']);
  expect(offered('completion', 'p')).toEqual(['powershell']);
  // A word that is the value of an option is no command.
  expect(offered('backup', '--data', 'x', '--dat')).toEqual(['--data', '--dated']);
});

const man = spawnSync('man', ['--version'], { encoding: 'utf8' });
test.runIf(man.status === 0)('man reads every page without a warning', () => {
  const folder = temporaryFolder();
  for (const { file, content } of pages) writeFileSync(join(folder, file), content);
  const files = pages.map(({ file }) => join(folder, file));
  const { stderr, stdout, status } = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', ...files], {
    encoding: 'utf8',
    env: { ...process.env, MANWIDTH: '80', MANPAGER: 'cat', LC_ALL: 'C.UTF-8' },
    maxBuffer: 64 * 1024 * 1024,
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('tenken-collector-run');
});
if (man.status !== 0) console.log('man is not installed (Debian package man-db): pages were not read by it');
