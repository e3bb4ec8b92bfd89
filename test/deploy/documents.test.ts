import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildProgram } from '../../collector/src/cli/program.ts';

const root = join(import.meta.dirname, '../..');
const deploy = join(root, 'deploy');
const page = (name: string) => readFileSync(join(deploy, name), 'utf8');

/** The options of a command by the words that lead to it. */
async function optionsOf(...path: readonly string[]): Promise<string[]> {
  let command: Pick<Awaited<ReturnType<typeof buildProgram>>, 'commands' | 'options'> | undefined =
    await buildProgram(path);
  for (const word of path) command = command?.commands.find((one) => one.name() === word);
  return (command?.options ?? []).flatMap(({ long }) => long ?? []);
}

/** Lines of a page on which a command stands, with what follows a backslash. */
function commandLines(text: string, command: string): string[] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) =>
      [...line.matchAll(new RegExp(`${command}([^\`>|]*)`, 'g'))].map(([, rest = '']) => rest),
    );
}

test.each([
  ['roll-out.md', ['deploy']],
  ['roll-out.md', ['collector', 'token']],
  ['windows.md', ['collector', 'token']],
])('%s: each option of tenken %j is there', async (name, path) => {
  const lines = commandLines(page(name), `tenken ${path.join(' ')}`);
  const used = [...new Set(lines.flatMap((line) => line.match(/--[a-z-]+/g) ?? []))];
  expect(used.length).toBeGreaterThan(1);
  const known = await optionsOf(...path);
  expect(used.filter((option) => !known.includes(option))).toEqual([]);
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
  const options = (await optionsOf('deploy')).filter((option) => !ofSigningIn.includes(option));
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
