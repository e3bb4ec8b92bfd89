import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wholeNumberFrom } from '../support/random.ts';
import { Chance, mutated } from '../fuzz/engine/mutate.ts';
import { binaryTargets } from '../fuzz/targets/binary.ts';
import { hostOutputTargets } from '../fuzz/targets/host-output.ts';
import { recordedTexts } from '../fuzz/targets/recorded-texts.ts';
import { keptInputs } from '../fuzz/engine/corpus.ts';
import { seededRandom } from '../support/random.ts';

const numRuns = wholeNumberFrom('TENKEN_PROPERTY_RUNS', 150);

/** Text of any sort, lines of words and numbers, and real output with a few changes. */
const recorded = recordedTexts();
const changedOutput = fc
  .tuple(fc.nat(recorded.length - 1), fc.nat(recorded.length - 1), fc.integer())
  .map(([one, two, seed]) =>
    mutated(
      recorded[one] ?? Buffer.alloc(0),
      recorded[two] ?? Buffer.alloc(0),
      [],
      new Chance(seededRandom(seed)),
      8192,
    ),
  );
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }).map((value) => Buffer.from(value)),
  fc
    .array(
      fc.constantFrom(
        'Inst',
        '=',
        ':',
        '^*,',
        'yes',
        'on',
        '1',
        '0x1',
        '-',
        '\t',
        ' ',
        '\r\n',
        '\n',
        '"',
        '<a>',
        '0',
      ),
    )
    .map((words) => Buffer.from(words.join(''))),
  changedOutput,
);

test('every parser of a text beside the probes has its place here', () => {
  const root = join(import.meta.dirname, '..', '..');
  const targets = ['text-parsers', 'settings-parsers'].map((name) =>
    readFileSync(join(root, 'test', 'fuzz', 'targets', `${name}.ts`), 'utf8'),
  );
  const parsers = globSync('controls/src/evidence/**/*.ts', { cwd: root })
    // TLS answers are bytes, and have targets of their own.
    .filter((path) => !path.endsWith('.test.ts') && !path.includes('/tls/'))
    .flatMap((path) => [
      ...readFileSync(join(root, path), 'utf8').matchAll(/^export function (parse\w+)\(\s*\w+: string\b/gm),
    ])
    .map(([, name = '']) => name);
  expect(parsers.length).toBeGreaterThan(100);
  expect(parsers.filter((name) => !targets.join('\n').includes(name))).toEqual([]);
});

describe('whatever a program prints or a file holds', () => {
  test.each(hostOutputTargets.map((target) => [target.name, target] as const))(
    '%s gives facts or its declared refusal',
    (_name, target) => {
      fc.assert(
        fc.property(text, (input) => {
          expect(() => target.run(input)).not.toThrow();
        }),
        { numRuns },
      );
      for (const input of keptInputs(target.name)) expect(() => target.run(input)).not.toThrow();
    },
  );
});

describe('whatever a server answers', () => {
  const bytes = fc.uint8Array({ maxLength: 600 }).map((value) => Buffer.from(value));
  test.each(binaryTargets.map((target) => [target.name, target] as const))(
    '%s gives facts or its declared refusal',
    (_name, target) => {
      const seeds = target.seeds();
      const changed = fc.tuple(fc.nat(Math.max(0, seeds.length - 1)), fc.integer()).map(([one, seed]) => {
        const from = seeds[one] ?? Buffer.alloc(1);
        return mutated(from, from, [], new Chance(seededRandom(seed)), 16_384);
      });
      fc.assert(
        fc.property(fc.oneof(bytes, changed), (input) => {
          expect(() => target.run(input)).not.toThrow();
        }),
        { numRuns },
      );
      for (const input of keptInputs(target.name)) expect(() => target.run(input)).not.toThrow();
    },
  );
});
