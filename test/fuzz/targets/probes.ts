import { controls, judge } from '@tenken/controls';
import { collect, evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { Recording, ReplayHost } from '@tenken/shared';
import type { FuzzTarget } from '../engine/target.ts';

/** Whole probes on machines that answer oddly, and the judgement of what they read: never an inside error. */
export const probeTargets: readonly FuzzTarget[] = evidenceKinds.map((kind) => ({
  name: `probe-${kind.id}`,
  json: true,
  weight: 4,
  maxBytes: 64 * 1024,
  seeds: () =>
    recordingNames(kind.id)
      .map((name) => Buffer.from(JSON.stringify(loadRecording(kind.id, name))))
      .filter(({ length }) => length <= 32 * 1024),
  async run(input) {
    const recording = Recording.safeParse(jsonOf(input));
    if (!recording.success) return;
    const evidence = await collect(kind, new ReplayHost(recording.data));
    const { result } = evidence.body;
    if (
      result.status === 'failed' &&
      result.failure.code === 'internal' &&
      isInside(result.failure.message)
    ) {
      throw new Error(result.failure.message.slice(0, 300));
    }
    for (const control of controls) {
      const given = new Map([[kind.id, evidence]]);
      const circumstances = { platform: recording.data.platform, now: new Date(recording.data.recordedAt) };
      const finding = judge(control, given, {}, circumstances);
      if (finding.reason === 'judgement-failed') throw new Error(`${control.id}: ${finding.observed.en}`);
      if (finding.outcome === 'pass' && result.status !== 'read') {
        throw new Error(`${control.id} passes unread`);
      }
    }
  },
}));

function jsonOf(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** An error of ours, not one that the recording says the machine gave. */
function isInside(message: string): boolean {
  return /does not fit its schema|^(?:Type|Range|Syntax|Reference|URI)?Error: /.test(message);
}
