import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIpNeighbours } from './linux.ts';
import { parseArp, parseNdp } from './macos.ts';
import { hardwareAddress, neighboursOf } from './neighbours.ts';
import { parseNeighbours } from './windows.ts';

test.each([
  ['2:0:0:0:0:1', '02:00:00:00:00:01'],
  ['02-00-00-00-00-0A', '02:00:00:00:00:0a'],
  ['ff:ff:ff:ff:ff:ff', null],
  ['01:00:5e:00:00:fb', null],
  ['00:00:00:00:00:00', null],
  ['(incomplete)', null],
  ['', null],
])('%s: %s', (text, expected) => {
  expect(hardwareAddress(text)).toBe(expected);
});

test('any input gives facts or unparsable', () => {
  const word = fc.constantFrom('? (10.0.0.1) at ', '2:0:0:0:0:1', ' on en0\n', 'fe80::1 ', '\n');
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (parts) => {
      try {
        neighboursOf([...parseArp(parts.join('')), ...parseNdp(parts.join(''))]);
        parseIpNeighbours(parts.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
      }
    }),
  );
  const instance = fc.dictionary(
    fc.constantFrom('IPAddress', 'LinkLayerAddress', 'State'),
    fc.oneof(fc.string(), fc.integer()),
  );
  fc.assert(
    fc.property(fc.array(instance), fc.json(), (instances, json) => {
      for (const parse of [() => parseNeighbours(instances), () => parseIpNeighbours(json)]) {
        try {
          parse();
        } catch (error) {
          expect(error).toBeInstanceOf(ProbeError);
        }
      }
    }),
  );
});
