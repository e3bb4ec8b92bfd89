import { canonicalJson, platforms, sha256, switchedOffFailure } from '@tenken/shared';
import type { Evidence, EvidenceBody, Platform, ProbeFailure } from '@tenken/shared';
import { expect, test } from 'vitest';
import { evidenceKinds } from '../evidence/registry.ts';
import { isForMachine } from '../evidence/define.ts';
import { judge } from './judge.ts';
import { controls } from './registry.ts';

const now = new Date('2026-11-21T07:45:00.000Z');

/** Every kind, as not written for this system unless told. */
function unsupported(
  failure: ProbeFailure = { code: 'unsupported', message: 'made up' },
): Map<string, Evidence> {
  return new Map(
    evidenceKinds.map(({ id, version }) => {
      const body: EvidenceBody = {
        kind: id,
        version,
        result: { status: 'failed', failure },
        sources: [],
      };
      const collectedAt = now.toISOString();
      return [id, { collectedAt, durationMs: 0, sha256: sha256(canonicalJson(body)), body }];
    }),
  );
}

test.each(platforms)('on %s only controls of another class of machine do not apply', (platform: Platform) => {
  for (const control of controls) {
    const isItsOwn = Object.values(control.needs).some((kind) => isForMachine(kind, platform));
    const asksNothing = control.wants?.(control.params.parse({})).length === 0;
    const expected = isItsOwn
      ? { outcome: 'unknown', reason: asksNothing ? 'nothing-declared' : 'unsupported' }
      : { outcome: 'not-applicable', reason: 'other-kind-of-machine' };
    expect(judge(control, unsupported(), {}, { platform, now }), control.id).toMatchObject(expected);
    // Nothing was reported: not even which class it is of.
    expect(judge(control, new Map(), {}, { platform, now }), control.id).toMatchObject({
      outcome: 'unknown',
      reason: 'not-reported',
    });
  }
});

test('evidence that the settings switch off is told as that, in both languages', () => {
  const control = controls.find(({ id }) => id === 'antivirus-active');
  if (!control) throw new Error('no such control');
  expect(judge(control, unsupported(switchedOffFailure()), {}, { platform: 'linux', now })).toMatchObject({
    outcome: 'unknown',
    reason: 'collection-off',
    observed: { ja: '証跡「ウイルス対策ソフトの状態」の収集を設定で止めている' },
  });
});

test('a system that nobody has written a probe for stays unknown beside those that have one', () => {
  const own = { ...evidenceKinds[0], probes: { windows: evidenceKinds[0]?.probes.windows } };
  expect(isForMachine(own as never, 'linux')).toBe(true);
  expect(isForMachine(own as never, 'network-device')).toBe(false);
});

test.each([
  ['older', -1, { outcome: 'unknown', reason: 'evidence-older' }],
  ['of this version', 0, { outcome: 'error', reason: 'evidence-invalid' }],
  ['newer', 1, { outcome: 'unknown', reason: 'evidence-newer' }],
])('evidence of another shape that is %s', (_what, step, expected) => {
  const control = controls.find(({ id }) => id === 'tls-endpoints-strong');
  const kind = evidenceKinds.find(({ id }) => id === 'tls-endpoints');
  if (!control || !kind) throw new Error('no such control');
  // As version 1 told it: without groups and features, chains as bare lists.
  const tls = { protocols: [], chains: [], certificatesUnread: null, clientCertificateRequested: null };
  const endpoint = { address: '0.0.0.0', port: 443, process: null, seen: 'tls', tls };
  const body: EvidenceBody = {
    kind: kind.id,
    version: kind.version + step,
    result: { status: 'read', data: { unread: [], endpoints: [endpoint] } },
    sources: [],
  };
  const evidence = {
    collectedAt: now.toISOString(),
    durationMs: 0,
    sha256: sha256(canonicalJson(body)),
    body,
  };
  const finding = judge(control, new Map([[kind.id, evidence]]), {}, { platform: 'linux', now });
  expect(finding).toMatchObject({ ...expected, evidence: [{ kind: kind.id }] });
});
