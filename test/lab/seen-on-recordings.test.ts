import { controls, judge } from '@tenken/controls';
import { collect, evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { ReplayHost } from '@tenken/shared';
import type { Evidence } from '@tenken/shared';
import { describe, expect, test } from 'vitest';

/** The judgements of the core kinds of evidence; each has to be seen in every state. */
const core = [
  'antivirus-active',
  'antivirus-definitions-fresh',
  'disk-encrypted',
  'os-patched',
  'screen-lock-enforced',
  'time-synchronized',
  'tls-endpoints-strong',
  'usb-storage-restricted',
];

/** Every verdict that the real probes and the real judgement give on the recordings of one control's evidence. */
async function verdictsOf(id: string) {
  const control = controls.find((candidate) => candidate.id === id);
  const kinds = evidenceKinds.filter((kind) => Object.values(control?.needs ?? {}).includes(kind));
  if (!control || kinds.length !== 1) throw new Error(`${id} does not rest on one kind of evidence`);
  const verdicts: { recording: string; platform: string; outcome: string; reason: string }[] = [];
  for (const kind of kinds) {
    for (const name of recordingNames(kind.id)) {
      const recording = loadRecording(kind.id, name);
      const evidence = new Map<string, Evidence>([[kind.id, await collect(kind, new ReplayHost(recording))]]);
      const now = new Date(recording.recordedAt);
      const { outcome, reason } = judge(control, evidence, {}, { platform: recording.platform, now });
      verdicts.push({ recording: name, platform: recording.platform, outcome, reason });
    }
  }
  return verdicts;
}

describe.each(core)('%s', (id) => {
  test('is seen to pass, to fail and to be error or unknown on recordings of every platform', async () => {
    const verdicts = await verdictsOf(id);
    for (const platform of ['linux', 'windows', 'macos']) {
      const seen = new Set(
        verdicts.filter((verdict) => verdict.platform === platform).map(({ outcome }) => outcome),
      );
      expect([...seen], platform).toEqual(expect.arrayContaining(['pass', 'fail']));
      expect(seen.has('error') || seen.has('unknown'), platform).toBe(true);
    }
  });
});
