import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deskRefusals } from './problems.ts';

const src = join(import.meta.dirname, '..');

test('whatever is wrong with what somebody sent to the desk is said to them, never only to the log', () => {
  const files = globSync(['assessments/**/*.ts', 'documents/**/*.ts'], { cwd: src });
  const codes = new Set<string>();
  for (const file of files.filter((name) => !name.endsWith('.test.ts'))) {
    const text = readFileSync(join(src, file), 'utf8');
    for (const [call] of text.matchAll(/(?:new (?:Tenken|Told)Error|ToldError\.of)\([^,`;]*/g)) {
      for (const [, code = ''] of call.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)) codes.add(code);
    }
  }
  expect(codes.size).toBeGreaterThan(18);
  expect([...codes].filter((code) => !(code in deskRefusals))).toEqual([]);
});
