import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, test } from 'vitest';
import { runTenken } from './tenken.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenken-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Document = {
  findings: { control: string; variant: string; outcome: string; reason: string }[];
  items: { checklist: string; item: string }[];
};

/** Formats are left to the schemas' patterns; the shape is what is promised. */
function fitsSchema(name: string, document: unknown): void {
  const path = join(import.meta.dirname, '..', '..', 'shared', 'docs', 'schemas', `${name}.schema.json`);
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
    JSON.parse(readFileSync(path, 'utf8')) as object,
  );
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
}

function exitCodeFor(document: Document): number {
  const outcomes = document.findings
    .filter(({ variant }) => variant === 'default')
    .map(({ outcome }) => outcome);
  if (outcomes.includes('fail')) return 1;
  return outcomes.some((outcome) => ['error', 'unknown', 'not-checked'].includes(outcome)) ? 2 : 0;
}

test('scan --json needs no collector, prints one document and says the worst in its exit status', async () => {
  const { exitCode, stdout } = await runTenken(['scan', '--json']);
  const document = JSON.parse(stdout) as Document;
  fitsSchema('scan', document);
  expect(document.items.filter(({ checklist }) => checklist === 'nwsystem')).toHaveLength(92);
  expect(document.findings.length).toBeGreaterThanOrEqual(7);
  expect(exitCode).toBe(exitCodeFor(document));
});

test('a recorded scan replays to the same verdicts', async () => {
  const file = join(folder, 'recording.json');
  const live = JSON.parse((await runTenken(['scan', '--json', '--record', file])).stdout) as Document;
  expect(statSync(file).mode & 0o077).toBe(0);
  const replayed = JSON.parse((await runTenken(['scan', '--json', '--replay', file])).stdout) as Document;
  const verdicts = ({ findings }: Document) =>
    findings.map(({ control, outcome, reason }) => [control, outcome, reason]);
  expect(verdicts(replayed)).toEqual(verdicts(live));
});

test('a file that is no recording is refused with what to do, and nothing on stdout', async () => {
  const file = join(folder, 'broken.json');
  for (const content of ['', '[]', '{"format":"tenken-recording"}', 'x'.repeat(100)]) {
    writeFileSync(file, content);
    const { exitCode, stdout, stderr } = await runTenken(['scan', '--json', '--replay', file]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('[recording-invalid]');
  }
});

test('tables are for people: Japanese by locale or by option', async () => {
  const english = await runTenken(['controls']);
  expect(english.stdout).toContain('Repeated failures');
  const japanese = await runTenken(['controls'], { LANG: 'ja_JP.UTF-8' });
  expect(japanese.stdout).toContain('時刻が同期されている');
  expect((await runTenken(['--lang', 'ja', 'controls'])).stdout).toBe(japanese.stdout);
});

test('controls and checklists as JSON fit their schemas', async () => {
  expect.hasAssertions();
  fitsSchema('controls', JSON.parse((await runTenken(['controls', '--json'])).stdout));
  fitsSchema('checklist', JSON.parse((await runTenken(['checklists', 'nwsystem', '--json'])).stdout));
});

test.each([
  [['controls', 'no-such-control'], 'control-unknown'],
  [['checklists', 'no-such-checklist'], 'checklist-unknown'],
  [['agent', 'status', '--identity', join(folder, 'nobody')], 'identity-missing'],
])('%j ends with 2 and says why', async (args, code) => {
  const { exitCode, stdout, stderr } = await runTenken(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(`[${code}]`);
});

test.each([
  [['scan', '--no-such-option']],
  [['no-such-command']],
  [['up', '--port', '70000']],
  [['scan', 'extra']],
  [['scan', '--record', 'a.json', '--replay', 'b.json']],
  [['collector', 'run', '--log-level', 'loud']],
])('a wrong command line, %j, ends with 2', async (args) => {
  const { exitCode, stdout, stderr } = await runTenken(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^tenken: [^\n]* \[usage\]\n$/);
});

test('--help names every command and exits with 0', async () => {
  const { exitCode, stdout } = await runTenken(['--help']);
  expect(exitCode).toBe(0);
  for (const command of [
    'up',
    'scan',
    'controls',
    'checklists',
    'collector',
    'agent',
    'account',
    'api-token',
    'audit',
  ]) {
    expect(stdout).toContain(`  ${command}`);
  }
});
