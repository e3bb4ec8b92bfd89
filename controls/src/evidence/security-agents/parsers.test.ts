import { ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEnrolment } from './macos.ts';
import { agentIds, vendors } from './vendors.ts';

test('each agent has one entry, in the order of the list', () => {
  expect(vendors.map(({ id }) => id)).toEqual(agentIds);
});

test('names and paths of Windows are in lower case, as they are compared', () => {
  const all = vendors.flatMap(({ services = [], servicePaths = [] }) => [...services, ...servicePaths]);
  expect(all.filter((name) => name !== name.toLowerCase())).toEqual([]);
});

test.each([
  ['Enrolled via DEP: No\nMDM enrollment: Yes (User Approved)\n', { enrolled: true, by: 'User Approved' }],
  ['Enrolled via DEP: Yes\nMDM enrollment: Yes\n', { enrolled: true, by: null }],
  ['Enrolled via DEP: No\nMDM enrollment: No\n', { enrolled: false, by: null }],
])('%j', (output, expected) => expect(parseEnrolment(output)).toEqual(expected));

test('profiles status: any input gives facts or `unparsable`', () => {
  const words = fc.constantFrom('MDM enrollment: ', 'Yes', 'No', '(', ')', '\n', 'Enrolled via DEP: ');
  const messy = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(messy, (input) => {
      try {
        parseEnrolment(input);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
        expect((error as ProbeError).code).toBe('unparsable');
      }
    }),
  );
});
