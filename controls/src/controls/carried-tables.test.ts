import { describe, expect, test } from 'vitest';
import { evidenceKinds } from '../evidence/registry.ts';
import { shippedReference } from '../reference/reference-data.ts';
import type { ReferenceData } from '../reference/reference-data.ts';
import { loadCases, prepareCase } from '../testing/cases.ts';
import { judge } from './judge.ts';
import { controls } from './registry.ts';

/** What a case is judged as by other tables, at its own instant or a later one. */
async function judged(id: string, name: string, reference: Partial<ReferenceData>, now?: string) {
  const control = controls.find((one) => one.id === id);
  const one = loadCases(id).find((candidate) => candidate.name === `${name}.json`);
  if (!control || !one) throw new Error(`no case ${name} of ${id}`);
  const prepared = await prepareCase(one, evidenceKinds);
  return judge(control, prepared.evidence, one.parameters, {
    platform: prepared.platform,
    now: now === undefined ? prepared.now : new Date(now),
    staleAfterMs: 10_000 * 86_400_000,
    reference: { ...shippedReference, ...reference },
  });
}

const names = shippedReference.productNames;
const agents = shippedReference.securityAgents;
const later = '2028-01-15T00:00:00Z';
const tooOld = { outcome: 'unknown', reason: 'reference-too-old' };
const strange = { outcome: 'unknown', reason: 'product-not-looked-for' };

describe('product names', () => {
  test('a newer review lets a pass and a failure stand that would be unknown by now', async () => {
    const reviewed = { productNames: { ...names, asOf: '2028-01-10', source: 'reviewed' } };
    expect(await judged('antivirus-active', 'crowdstrike-reduced.fail', {}, later)).toMatchObject(tooOld);
    expect(await judged('antivirus-active', 'clamav-with-on-access.pass', {}, later)).toMatchObject(tooOld);
    const passed = await judged('antivirus-active', 'clamav-with-on-access.pass', reviewed, later);
    expect(passed).toMatchObject({ outcome: 'pass' });
    expect(passed.parameters['reference']).toMatchObject({ 'product-names': { asOf: '2028-01-10' } });
    expect(await judged('antivirus-active', 'only-apparmor.fail', reviewed, later)).toMatchObject({
      outcome: 'fail',
    });
  });

  test('a product that nobody looks for takes the failure back, and gives no pass', async () => {
    const productNames = { ...names, notLookedFor: [{ name: 'New AV', evidence: 'antivirus' as const }] };
    const found = await judged('antivirus-active', 'only-apparmor.fail', { productNames });
    expect(found).toMatchObject(strange);
    expect(found.observed.en).toContain('New AV is not looked for');
    expect(await judged('antivirus-active', 'clamav-with-on-access.pass', { productNames })).toMatchObject({
      outcome: 'pass',
    });
    // Another kind of evidence is not touched by it.
    const [none] = loadCases('monitoring-agent-active').filter(({ reason }) => reason === 'none');
    const name = none?.name.slice(0, -'.json'.length) ?? '';
    expect(await judged('monitoring-agent-active', name, { productNames })).toMatchObject({ reason: 'none' });
    const other = { ...names, notLookedFor: [{ name: 'New', evidence: 'event-monitoring' as const }] };
    expect(await judged('monitoring-agent-active', name, { productNames: other })).toMatchObject(strange);
  });
});

describe('security agents', () => {
  test('a newer table renews what its age had taken away', async () => {
    const id = 'endpoint-detection-active';
    expect(await judged(id, 'nothing-on-linux.fail', {}, later)).toMatchObject(tooOld);
    const securityAgents = { ...agents, asOf: '2028-01-10' };
    expect(await judged(id, 'nothing-on-linux.fail', { securityAgents }, later)).toMatchObject({
      outcome: 'fail',
      reason: 'no-agent',
    });
    expect(await judged(id, 'wazuh.pass', { securityAgents }, later)).toMatchObject({ outcome: 'pass' });
  });

  test('what an agent is for is what the table in force says', async () => {
    const id = 'endpoint-detection-active';
    const byLicence = { name: 'Wazuh', 'endpoint-detection': 'by-licence' as const };
    const securityAgents = { ...agents, agents: { ...agents.agents, wazuh: byLicence } };
    expect(await judged(id, 'wazuh.pass', { securityAgents })).toMatchObject({
      outcome: 'unknown',
      reason: 'by-licence',
    });
  });

  test('an agent that nobody looks for takes the failure back for its use only', async () => {
    const fresh = { name: 'New EDR', 'endpoint-detection': 'always' as const };
    const securityAgents = { ...agents, agents: { ...agents.agents, 'new-edr': fresh } };
    const nothing = 'nothing-on-linux.fail';
    expect(await judged('endpoint-detection-active', nothing, { securityAgents })).toMatchObject(strange);
    const [none] = loadCases('data-loss-prevention-active').filter(({ reason }) => reason === 'no-agent');
    const name = none?.name.slice(0, -'.json'.length) ?? '';
    expect(await judged('data-loss-prevention-active', name, { securityAgents })).toMatchObject({
      reason: 'no-agent',
    });
  });
});
