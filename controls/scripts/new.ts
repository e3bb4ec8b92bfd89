import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Recording } from '@tenken/shared';
import { camelCase, pascalCase, unitNames } from './names.ts';

const source = join(import.meta.dirname, '..', 'src');

const usage = `usage:
  npm run new -- control NAME --evidence KIND   a control and, where it is new, its evidence kind
  npm run new -- evidence KIND                  an evidence kind alone
  npm run new -- recording KIND NAME FILE       keep a recording of 'tenken scan --record' beside its kind
`;

const [what, name, ...rest] = process.argv.slice(2);
try {
  if (what === 'control' && name && rest[0] === '--evidence' && rest[1]) newControl(name, rest[1]);
  else if (what === 'evidence' && name) newEvidence(name);
  else if (what === 'recording' && name && rest[0] && rest[1]) newRecording(name, rest[0], rest[1]);
  else throw new Error(usage);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}

function newControl(id: string, kind: string): void {
  checkName(id);
  if (!existsSync(join(source, 'evidence', kind))) newEvidence(kind);
  const name = camelCase(id);
  const evidence = camelCase(kind);
  write(
    join('controls', id, 'index.ts'),
    `import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { ${evidence} } from '../../evidence/${kind}/index.ts';
import { defineControl } from '../define.ts';

export const ${name} = defineControl({
  id: '${id}',
  title: text('（満たすべき状態）', '(the state that must hold)'),
  description: text('（なぜ、何を見るか）', '(why, and what is looked at)'),
  needs: { ${evidence} },
  params: z.object({}),
  parameters: {},
  reasons: {
    'in-order': text('満たしている。', 'It holds.'),
    'not-in-order': text('満たしていない。', 'It does not hold.'),
  },
  remediation: {},
  evaluate({ ${evidence} }) {
    const expected = text('（期待する状態）', '(what is expected)');
    const observed = text(JSON.stringify(${evidence}), JSON.stringify(${evidence}));
    return { outcome: 'unknown', reason: 'in-order', observed, expected };
  },
});
`,
  );
  write(
    join('controls', id, 'cases', 'never-reported.unknown.json'),
    `${JSON.stringify({ reason: 'not-reported', evidence: {} }, null, 2)}\n`,
  );
  writeRegistry('controls');
}

function newEvidence(kind: string): void {
  checkName(kind);
  const type = pascalCase(kind);
  write(
    join('evidence', kind, 'schema.ts'),
    `import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/** (What can be observed; one sentence for each field.) */
export const ${type} = z.strictObject({
  unread: unreadList,
});
export type ${type} = z.infer<typeof ${type}>;
`,
  );
  write(
    join('evidence', kind, 'linux.ts'),
    `import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { ${type} } from './schema.ts';

export async function readLinux(host: Host): Promise<${type}> {
  throw new ProbeError('unsupported', \`\${host.platform}: not written yet\`);
}
`,
  );
  write(
    join('evidence', kind, 'index.ts'),
    `import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { ${type} } from './schema.ts';

export const ${camelCase(kind)} = defineEvidence<${type}>({
  id: '${kind}',
  version: 1,
  title: text('（証跡の名前）', '(name of the evidence)'),
  schema: ${type},
  probes: { linux: { read: readLinux, rights: 'anyone' } },
});
`,
  );
  mkdirSync(join(source, 'evidence', kind, 'recordings'), { recursive: true });
  writeRegistry('evidence');
}

function newRecording(kind: string, name: string, file: string): void {
  if (!existsSync(join(source, 'evidence', kind))) throw new Error(`there is no evidence kind ${kind}`);
  const recording = Recording.parse(JSON.parse(readFileSync(file, 'utf8')));
  write(
    join('evidence', kind, 'recordings', `${recording.platform}-${name}.json`),
    `${JSON.stringify(recording, null, 2)}\n`,
  );
  process.stdout.write(
    'Take out names, addresses and serials and what this kind does not ask, then run the tests with UPDATE_EXPECTED=1 and read what they wrote.\n',
  );
}

/** Imports and list are made from the folders, so that a registry cannot miss one; what else is there stays. */
function writeRegistry(folder: 'controls' | 'evidence'): void {
  const path = join(source, folder, 'registry.ts');
  const units = unitNames(join(source, folder));
  const imports = units.map((unit) => `import { ${camelCase(unit)} } from './${unit}/index.ts';\n`).join('');
  const list = units.map((unit) => `  ${camelCase(unit)},\n`).join('');
  const made = readFileSync(path, 'utf8')
    .replace(/(import \{ \w+ \} from '\.\/[a-z0-9-]+\/index\.ts';\n)+/, () => imports)
    .replace(/(?<=\[\] = \[\n)( {2}\w+,\n)*(?=\];)/, () => list);
  writeFileSync(path, made);
  process.stdout.write(`${path}\n`);
}

function checkName(id: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 64) {
    throw new Error(`${id}: names are kebab-case, at most 64 characters`);
  }
}

function write(path: string, content: string): void {
  const full = join(source, path);
  if (existsSync(full)) throw new Error(`${full} exists already`);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  process.stdout.write(`${full}\n`);
}
