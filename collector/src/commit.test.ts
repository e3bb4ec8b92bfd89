import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildCommit } from './commit.ts';
import { temporaryFolder } from './testing.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

test.each([
  ['a package', { 'build.json': JSON.stringify({ commit }) }],
  ['a detached head', { '.git/HEAD': `${commit}\n` }],
  ['a branch', { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${commit}\n` }],
  [
    'packed references',
    { '.git/HEAD': 'ref: refs/heads/main\n', '.git/packed-refs': `# pack-refs\n${commit} refs/heads/main\n` },
  ],
  [
    'a linked working copy',
    {
      '.git': 'gitdir: main/worktrees/one\n',
      'main/worktrees/one/HEAD': 'ref: refs/heads/one\n',
      'main/worktrees/one/commondir': '../..\n',
      'main/refs/heads/one': `${commit}\n`,
    },
  ],
])('the commit of %s is known', (_name, files) => {
  expect(buildCommit(folderWith(files as Record<string, string>))).toBe(commit);
});

test('nothing is made up where nobody says', () => {
  expect(buildCommit(folderWith({}))).toBeNull();
  expect(buildCommit(folderWith({ '.git/HEAD': 'ref: refs/heads/none\n' }))).toBeNull();
});
