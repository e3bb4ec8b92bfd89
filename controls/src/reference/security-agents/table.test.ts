import { expect, test } from 'vitest';
import { agentIds } from '../../evidence/security-agents/vendors.ts';
import { notLookedFor, SecurityAgentsTable, securityAgentsTable, useOf } from './index.ts';

test('the table of the product names every agent that evidence knows, and no other', () => {
  expect(Object.keys(securityAgentsTable.agents).toSorted()).toEqual([...agentIds].toSorted());
  expect(notLookedFor('endpoint-detection', securityAgentsTable)).toEqual([]);
});

test('a newer table changes what an agent is for, and names those that are not looked for', () => {
  const newer = SecurityAgentsTable.parse({
    asOf: '2027-06-01',
    source: 'made up',
    agents: {
      'ffri-yarai': { name: 'FFRI yarai', 'endpoint-detection': 'always' },
      'new-edr': { name: 'New EDR', 'endpoint-detection': 'always' },
    },
  });
  expect(useOf('ffri-yarai', newer)['endpoint-detection']).toBe('always');
  expect(useOf('wazuh', newer)).toEqual(useOf('wazuh', securityAgentsTable));
  expect(notLookedFor('endpoint-detection', newer)).toEqual(['New EDR']);
  expect(notLookedFor('management', newer)).toEqual([]);
});
