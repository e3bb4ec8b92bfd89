import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FindingRecord } from '../assessments/record.ts';
import { FindingLines } from './finding-line.ts';
import { lenientJson } from './lenient-json.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 12 });
const name = fc.oneof(anyText, fc.constantFrom('\ud800', '\\ud800', '=cmd', '\u2028', '__proto__'));
const text = fc.record({ en: name, ja: name });
const maybe = fc.option(name);

const finding = fc.record({
  waivers: fc.array(name),
  variant: name,
  validUntil: maybe,
  since: maybe,
  reason: name,
  parameters: fc.dictionary(
    fc.oneof(name, fc.constantFrom('10', '9')),
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), name, fc.array(name)),
  ),
  outcome: fc.constant('fail'),
  observed: text,
  host: fc.record({ platform: name, name, id: name, assetNumber: maybe }),
  expected: text,
  evidence: fc.array(
    fc.record({ sha256: name, reportId: maybe, receivedAt: maybe, kind: name, collectedAt: name }),
  ),
  control: name,
});

test('is the one canonical spelling, whatever a host said', () => {
  fc.assert(
    fc.property(fc.array(finding, { minLength: 1, maxLength: 3 }), fc.boolean(), (any, isTwice) => {
      const lines = new FindingLines();
      for (const one of isTwice ? any.flatMap((each) => [each, each]) : any) {
        const line = Buffer.from(lines.next(one as unknown as FindingRecord)).toString();
        expect(line).toBe(`${lenientJson(one)}\n`);
      }
    }),
  );
});
