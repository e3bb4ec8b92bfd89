import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** The parts of the product; the first prefix that fits a path names its part, so the narrow ones come first. */
const parts = [
  { name: 'evidence', prefix: 'controls/src/evidence/' },
  { name: 'profiles', prefix: 'controls/src/profiles/' },
  { name: 'controls', prefix: 'controls/src/controls/' },
  { name: 'checklists', prefix: 'controls/src/checklists/' },
  { name: 'reference', prefix: 'controls/src/reference/' },
  { name: 'data', prefix: 'controls/src/data/' },
  { name: 'catalog', prefix: 'controls/' },
  { name: 'shared', prefix: 'shared/' },
  { name: 'agent', prefix: 'agent/' },
  { name: 'cli', prefix: 'collector/src/cli/' },
  { name: 'bin', prefix: 'collector/bin/' },
  { name: 'generators', prefix: 'collector/scripts/' },
  { name: 'collector', prefix: 'collector/' },
  { name: 'deploy', prefix: 'deploy/' },
  { name: 'test', prefix: 'test/' },
] as const;
type Part = (typeof parts)[number]['name'];

/** The arrows of the style guide, section 1: what each part may import besides itself and packages from outside. */
const mayImport: Record<Part, readonly Part[]> = {
  shared: [],
  evidence: ['shared'],
  // Tables that vendors publish, such as the ends of support, looked up by evidence.
  reference: ['shared', 'evidence'],
  // What makes a TLS or SSH server good enough, as data: editions of published profiles and their judgement.
  profiles: ['shared', 'evidence', 'data'],
  controls: ['shared', 'evidence', 'reference', 'profiles'],
  checklists: ['shared', 'evidence', 'reference', 'profiles', 'controls', 'data'],
  // How files of plain data are read.
  data: ['shared'],
  catalog: ['shared', 'evidence', 'reference', 'profiles', 'controls', 'checklists', 'data'],
  agent: ['shared', 'evidence'],
  collector: ['shared', 'evidence', 'profiles', 'controls', 'checklists', 'catalog'],
  cli: ['shared', 'evidence', 'profiles', 'controls', 'checklists', 'catalog', 'collector', 'agent'],
  bin: ['cli'],
  generators: ['shared', 'evidence', 'profiles', 'controls', 'checklists', 'catalog', 'collector', 'cli'],
  deploy: [],
  test: parts.map((part) => part.name),
};

/** The harness of recordings and cases, which unit tests may use where their subject may not. */
const harness = 'controls/src/testing/';

/** Where our own package names lead. */
const packageEntries: Record<string, string> = {
  '@tenken/shared': 'shared/src/index.ts',
  '@tenken/shared/own': 'shared/src/own.ts',
  '@tenken/controls': 'controls/src/index.ts',
  '@tenken/controls/evidence': 'controls/src/evidence/index.ts',
  // Apart, because whoever imports all of the evidence loads every probe.
  '@tenken/controls/evidence/collect': 'controls/src/evidence/collect.ts',
  '@tenken/controls/evidence/powershell': 'controls/src/evidence/powershell.ts',
  '@tenken/controls/testing': 'controls/src/testing/index.ts',
  '@tenken/agent': 'agent/src/index.ts',
};

interface Import {
  readonly from: string;
  readonly specifier: string;
}

const files = globSync('{shared,controls,agent,collector,deploy,test}/**/*.{ts,tsx,mts,js,mjs,cjs}', {
  cwd: root,
  exclude: (path) => /(^|[\\/])(node_modules|dist|\.turbo|test[\\/]output)([\\/]|$)/.test(path),
}).map((path) => path.split(sep).join('/'));
const sources = new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
const imports = [...sources].flatMap(([from, text]) =>
  specifiersOf(text).map((specifier): Import => ({ from, specifier })),
);

/** Every module a source text names: static, dynamic, re-exported, required, or in a type. */
function specifiersOf(text: string): string[] {
  const statement = /^\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?\s*['"]([^'"\n]+)['"]/gm;
  const closing = /^\s*\}\s*from\s*['"]([^'"\n]+)['"]/gm;
  const call = /\b(?:import|require|importActual|mock)\s*\(\s*['"`]([^'"`\n$]+)['"`]/g;
  const matches = [statement, closing, call].flatMap((pattern) => [...text.matchAll(pattern)]);
  // After an odd number of backticks a text template is open, such as the files that a scaffold writes.
  const inCode = matches.filter(({ index }) => text.slice(0, index).split('`').length % 2 === 1);
  return [...new Set(inCode.map((match) => match[1] ?? ''))];
}

/** The path of the file of ours a specifier leads to, or undefined for packages from outside and Node itself. */
function targetOf({ from, specifier }: Import): string | undefined {
  if (specifier.startsWith('.')) {
    return relative(root, resolve(root, dirname(from), specifier))
      .split(sep)
      .join('/');
  }
  // The collector has no entry points: only tests name its files.
  if (specifier.startsWith('@tenken/collector/')) return specifier.slice('@tenken/'.length);
  if (specifier.startsWith('@tenken/')) return packageEntries[specifier] ?? `unknown entry ${specifier}`;
  return undefined;
}

function partOf(path: string): Part | undefined {
  return parts.find((part) => path.startsWith(part.prefix))?.name;
}

/** What breaks an arrow, one line each; an import of a name or a place we do not know breaks one too. */
function brokenArrows(candidates: Iterable<Import>): string[] {
  const found: string[] = [];
  for (const candidate of candidates) {
    const target = targetOf(candidate);
    // A file beside the parts, such as the root package.json for its version, belongs to none of them.
    if (target === undefined || target === 'package.json') continue;
    const from = partOf(candidate.from);
    const to = partOf(target);
    if (from === undefined) throw new Error(`${candidate.from} belongs to no part`);
    if (to === from || (to !== undefined && mayImport[from].includes(to))) continue;
    if (isUnitTest(candidate.from) && target.startsWith(harness)) continue;
    found.push(`${candidate.from} imports ${candidate.specifier} (${from} -> ${to ?? target})`);
  }
  return found;
}

function isUnitTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

/** What starts a program where it may not, or through a shell: probes go through `Host`, with an argument list. */
function forbiddenProcesses(path: string, text: string): string[] {
  if (path.startsWith('agent/src/hosts/')) return [];
  if (!specifiersOf(text).some((specifier) => /^(node:)?child_process$/.test(specifier))) return [];
  const found: string[] = [];
  if (path.startsWith('agent/') && !isUnitTest(path)) found.push(`${path} imports node:child_process`);
  const named =
    /\{([^}]*)\}\s*(?:from\s*|=\s*(?:await\s+import|require)\s*\(\s*)['"](?:node:)?child_process['"]/g;
  const names = Array.from(text.matchAll(named), (match) => match[1] ?? '').join(',');
  const member = /\b(?:cp|child_?process)\.exec(?:Sync)?\s*\(/i;
  if (/\bexec(?:Sync)?\b/.test(names) || member.test(text)) found.push(`${path} uses exec or execSync`);
  if (/\bshell\s*:\s*(?!false\b)/.test(text)) found.push(`${path} starts a program through a shell`);
  return found;
}

describe('the imports of our own parts', () => {
  test.each(['shared', 'controls', 'agent', 'collector', 'test'])('were looked for in %s', (folder) => {
    expect(files.filter((path) => path.startsWith(`${folder}/`))).not.toEqual([]);
  });

  test('were found, and lead to files that exist', () => {
    const ours = imports.flatMap((candidate) => targetOf(candidate) ?? []);
    expect(ours.length).toBeGreaterThan(0);
    const code = ours.filter((path) => /\.(ts|tsx|mts|js|mjs)$/.test(path));
    expect(code.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('follow the arrows', () => {
    expect(brokenArrows(imports)).toEqual([]);
  });

  test.each([
    ['shared/src/a.ts', '@tenken/controls'],
    ['shared/src/a.ts', '../../agent/src/index.ts'],
    ['controls/src/evidence/a/linux.ts', '../../controls/registry.ts'],
    ['controls/src/evidence/a/linux.ts', '@tenken/agent'],
    ['controls/src/evidence/a/linux.ts', '../../testing/index.ts'],
    ['controls/src/controls/a/index.ts', '../../checklists/registry.ts'],
    ['controls/src/profiles/tls/judge.ts', '../../controls/registry.ts'],
    ['controls/src/profiles/tls/judge.ts', '../../reference/reference-data.ts'],
    ['controls/src/evidence/tls/examine.ts', '../../profiles/tls/judge.ts'],
    ['agent/src/scan.ts', '../../controls/src/profiles/tls/judge.ts'],
    ['controls/src/controls/a/index.ts', '@tenken/controls'],
    ['agent/src/scan.ts', '@tenken/controls'],
    ['agent/src/scan.ts', '@tenken/collector'],
    ['collector/src/app.ts', '@tenken/agent'],
    ['collector/src/app.ts', './cli/main.ts'],
    ['deploy/a.ts', '@tenken/shared'],
    ['agent/src/scan.ts', '@tenken/shared/src/host.ts'],
    ['agent/src/scan.ts', '../../../elsewhere.ts'],
  ])('would be refused from %s to %s', (from, specifier) => {
    expect(brokenArrows([{ from, specifier }])).toHaveLength(1);
  });

  test.each([
    ['controls/src/checklists/registry.ts', '../controls/registry.ts'],
    ['controls/src/controls/a/index.ts', '../../profiles/tls/judge.ts'],
    ['controls/src/evidence/recordings.test.ts', '../testing/index.ts'],
    ['agent/src/scan.ts', '@tenken/controls/evidence'],
    ['collector/src/cli/scan.ts', '@tenken/agent'],
    ['collector/src/app.ts', 'fastify'],
    ['test/e2e/a.test.ts', '@tenken/agent'],
  ])('are allowed from %s to %s', (from, specifier) => {
    expect(brokenArrows([{ from, specifier }])).toEqual([]);
  });

  test('are read from every form of import', () => {
    const text = [
      "import 'a';",
      "import b, { type B } from 'b';",
      "import type { C } from 'c';",
      "import {\n  d,\n} from 'd';",
      "export * from 'e';",
      "export {\n  f,\n} from 'f';",
      "const g = await import('g');",
      "const h = require('h');",
      "type I = import('i').I;",
      "export const notAnImport = 'j';",
      "const scaffold = `\nimport 'k';\n`;",
    ].join('\n');
    expect(specifiersOf(text).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
  });
});

describe('programs', () => {
  test('are started by hosts alone, and never through a shell', () => {
    const found = [...sources].flatMap(([path, text]) =>
      path === 'test/architecture/boundaries.test.ts' ? [] : forbiddenProcesses(path, text),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ['agent/src/scan.ts', "import { spawn } from 'node:child_process';"],
    ['collector/src/a.ts', "import { execSync } from 'node:child_process';"],
    ['test/a.ts', "import {\n  exec,\n  spawn,\n} from 'child_process';"],
    ['test/a.ts', "import * as cp from 'node:child_process';\ncp.exec('ls');"],
    ['test/a.ts', "import { spawn } from 'node:child_process';\nspawn('ls', [], { shell: true });"],
    ['test/a.ts', "const { execSync } = await import('node:child_process');"],
  ])('would be refused in %s: %s', (path, text) => {
    expect(forbiddenProcesses(path, text)).toHaveLength(1);
  });

  test.each([
    ['agent/src/hosts/local.ts', "import { spawn } from 'node:child_process';"],
    ['collector/src/a.ts', "import { execFile } from 'node:child_process';\n/a/.exec('a');"],
    ['collector/src/a.ts', "database.exec('select 1');"],
  ])('are allowed in %s: %s', (path, text) => {
    expect(forbiddenProcesses(path, text)).toEqual([]);
  });
});
