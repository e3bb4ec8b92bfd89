import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wholeNumberFrom } from '../support/random.ts';
import { Chance, mutated } from '../fuzz/engine/mutate.ts';
import { binaryTargets } from '../fuzz/targets/binary.ts';
import { carriedTargets } from '../fuzz/targets/carried-in.ts';
import { examinedServerTargets } from '../fuzz/targets/examined-servers.ts';
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

/** Pieces of parsers: their callers are here. */
const pieces = new Set([
  'controls/src/evidence/antivirus/product-reader.ts utf8',
  'controls/src/evidence/network-device/dialect.ts firstMatch',
  'controls/src/evidence/os-updates/apt-output.ts lines',
]);

test('every parser of what a host says has its place here', () => {
  const root = join(import.meta.dirname, '..', '..');
  const targets = ['binary', 'text-parsers', 'server-parsers', 'settings-parsers'].map((name) =>
    readFileSync(join(root, 'test', 'fuzz', 'targets', `${name}.ts`), 'utf8'),
  );
  // Files have functions of the same name, so the file counts as well.
  const imported = new Set(
    [...targets.join('\n').matchAll(/^import \{([^}]*)\} from '(?:\.\.\/)+([^']+)';/gm)].flatMap(
      ([, names = '', path = '']) =>
        names.split(',').map((name) => `${path} ${name.trim().replace(/ as \w+$/, '')}`),
    ),
  );
  const parsers = globSync('controls/src/evidence/**/*.ts', { cwd: root })
    .map((path) => path.split(sep).join('/'))
    // Answers of TLS and SSH are bytes, and have targets of their own.
    .filter((path) => !path.endsWith('.test.ts') && !/\/(?:tls|ssh)\//.test(path))
    .flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(parser)].map(([, name = '']) => `${path} ${name}`),
    );
  expect(parsers.length).toBeGreaterThan(170);
  expect(parsers.filter((one) => !imported.has(one) && !pieces.has(one))).toEqual([]);
});

/** By its name, or by the name of what it takes. */
const parser =
  /^export function (parse\w+|\w+(?=\((?:bytes|content|hex|json|output|sddl|text|xml): ))\(\s*(?:\w+: string,\s*)?\w+: (?:string|Uint8Array)\b/gm;

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

describe('whatever a server makes of a conversation', () => {
  test.each(examinedServerTargets.map((target) => [target.name, target] as const))(
    '%s gives facts or its declared refusal',
    async (_name, target) => {
      const seeds = target.seeds();
      const changed = fc.tuple(fc.nat(seeds.length - 1), fc.integer()).map(([one, seed]) => {
        const from = seeds[one] ?? Buffer.alloc(1);
        return mutated(from, from, [...(target.words ?? [])], new Chance(seededRandom(seed)), 16_384);
      });
      for (const seed of seeds) await target.run(seed);
      await fc.assert(
        fc.asyncProperty(changed, async (input) => {
          await target.run(input);
        }),
        { numRuns },
      );
      for (const input of keptInputs(target.name)) await target.run(input);
    },
  );
});

describe('whatever somebody carries in', () => {
  const bytes = fc.uint8Array({ maxLength: 600 }).map((value) => Buffer.from(value));
  test.each(carriedTargets.map((target) => [target.name, target] as const))(
    '%s takes it or refuses with its declared error',
    async (_name, target) => {
      const seeds = target.seeds();
      const changed = fc.tuple(fc.nat(seeds.length - 1), fc.integer()).map(([one, seed]) => {
        const from = seeds[one] ?? Buffer.alloc(1);
        return mutated(from, from, [...(target.words ?? [])], new Chance(seededRandom(seed)), 65_536);
      });
      for (const seed of seeds) await target.run(seed);
      await fc.assert(
        fc.asyncProperty(fc.oneof(bytes, changed), async (input) => {
          await target.run(input);
        }),
        { numRuns },
      );
      for (const input of keptInputs(target.name)) await target.run(input);
    },
  );
});
