import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildProgram } from '../../collector/src/cli/program.ts';

const root = join(import.meta.dirname, '../..');
const deploy = join(root, 'deploy');
const page = (name: string) => readFileSync(join(deploy, name), 'utf8');

/** The command that words lead to, as far as they are commands. */
async function commandOf(words: readonly string[]) {
  const program = await buildProgram(words);
  let command: Pick<typeof program, 'commands' | 'options'> = program;
  let depth = 0;
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word);
    if (!next) break;
    command = next;
    depth += 1;
  }
  const own = command.options.flatMap(({ long }) => long ?? []);
  const options = [...own, ...program.options.flatMap(({ long }) => long ?? []), '--help', '--version'];
  return { depth, isGroup: command.commands.length > 0, own, options };
}

/** What stands after `tenken` in the code of a page, up to where the shell goes on with something else. */
function commandsIn(text: string): string[] {
  const code = [...text.matchAll(/```\w*\n([^]*?)```|`([^`\n]+)`/g)].map(
    ([, block, span]) => block ?? span ?? '',
  );
  return code
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) =>
      [...line.matchAll(/(?:^|[\s(])tenken ([^|>;&)#]+)/g)].map(([, rest = '']) => rest.trim()),
    );
}

test.each(readdirSync(deploy).filter((name) => name.endsWith('.md')))(
  '%s: each command of tenken is there, with each of its options',
  async (name) => {
    for (const line of commandsIn(page(name))) {
      const { depth, isGroup, options } = await commandOf(line.split(/\s+/));
      if (!line.startsWith('--')) expect([line, depth > 0, isGroup], name).toEqual([line, true, false]);
      const used = line.match(/(?<=^|[\s[])--[a-z-]+/g) ?? [];
      expect(
        used.filter((option) => !options.includes(option)),
        `${name}: ${line}`,
      ).toEqual([]);
    }
  },
);

test('the pages are full of commands', () => {
  const all = ['roll-out.md', 'windows.md', 'authority.md', 'backup.md'].flatMap((name) =>
    commandsIn(page(name)),
  );
  expect(all.length).toBeGreaterThan(20);
});

test('the page of the roll-out tells of every option that changes what happens on hosts', async () => {
  const text = page('roll-out.md');
  const ofSigningIn = [
    '--key',
    '--key-passphrase-file',
    '--password-file',
    '--jump',
    '--known-hosts',
    '--no-sudo',
    '--user',
    '--account',
    '--only',
    '--run-file',
  ];
  const options = (await commandOf(['deploy'])).own.filter((option) => !ofSigningIn.includes(option));
  expect(options.length).toBeGreaterThan(8);
  expect(options.filter((option) => !text.includes(option))).toEqual([]);
});

test('every file that the pages name is there', () => {
  for (const name of ['roll-out.md', 'windows.md']) {
    const named = page(name).match(/deploy\/[a-z_/-]+\/[A-Za-z_-]+(?:\.(?:yml|ps1|md))?/g) ?? [];
    const scripts = page(name).match(/\b[A-Z][a-z]+-TenkenAgent\.ps1/g) ?? [];
    expect(named.length + scripts.length, name).toBeGreaterThan(1);
    for (const path of named) expect(existsSync(join(root, path)), path).toBe(true);
    for (const script of scripts) expect(existsSync(join(deploy, 'windows', script)), script).toBe(true);
  }
});

test('scripts for Windows are ASCII: PowerShell 5.1 reads anything else in the code page of the machine', () => {
  for (const name of ['Install-TenkenAgent.ps1', 'Test-TenkenAgent.ps1']) {
    const text = page(`windows/${name}`);
    expect(text, name).toMatch(/^[\n\t -~]*$/);
    const count = (character: string) => text.split(character).length;
    expect([count('{'), count('(')], name).toEqual([count('}'), count(')')]);
    // Each program of Windows by its path: SYSTEM's search path can have others before them.
    expect(text.match(/(?<![\w\\])(?:msiexec|schtasks|icacls|robocopy)\.exe/g) ?? []).toEqual([]);
  }
});
