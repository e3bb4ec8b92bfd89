import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildProgram } from '../src/cli/program.ts';
import { commandTree } from '../src/cli/reference/command-tree.ts';
import { completionScript, shells } from '../src/cli/reference/completion/completion-script.ts';
import { manPages } from '../src/cli/reference/man-page.ts';
import { tenkenVersion } from '../src/version.ts';

// Writes man pages and completions for packages: node collector/scripts/command-reference.ts [FOLDER]
const root = join(import.meta.dirname, '..', '..');
const folder = resolve(process.argv[2] ?? join(root, 'deploy', 'dist', 'reference'));
const tree = commandTree(await buildProgram());

mkdirSync(join(folder, 'man'), { recursive: true });
for (const { file, content } of manPages(tree, { version: tenkenVersion, date: dayOfCommit() })) {
  writeFileSync(join(folder, 'man', file), content);
}
mkdirSync(join(folder, 'completions'), { recursive: true });
const names = { bash: 'tenken', zsh: '_tenken', fish: 'tenken.fish', powershell: 'tenken.ps1' };
for (const shell of shells) {
  writeFileSync(join(folder, 'completions', names[shell]), completionScript(tree, shell));
}

/** Two builds of one commit are the same, whenever they are made. */
function dayOfCommit(): string {
  const epoch =
    process.env['SOURCE_DATE_EPOCH'] ??
    execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  return new Date(Number(epoch) * 1000).toISOString().slice(0, 10);
}
