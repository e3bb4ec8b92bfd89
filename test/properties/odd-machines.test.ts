import { controls, judge } from '@tenken/controls';
import { collect, evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { ReplayHost } from '@tenken/shared';
import type { Recording } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptInputs } from '../fuzz/engine/corpus.ts';
import { probeTargets } from '../fuzz/targets/probes.ts';
import { wholeNumberFrom } from '../support/random.ts';

const numRuns = wholeNumberFrom('TENKEN_PROPERTY_RUNS', 40);

/** One odd text in the place of everything that programs print and files hold. */
function talkingOnly(recording: Recording, words: string): Recording {
  const failure = { error: 'unparsable' as const, message: 'odd' };
  return {
    ...recording,
    commands: Object.fromEntries(
      Object.keys(recording.commands).map((key) => [key, { exitCode: 0, stdout: words, stderr: '' }]),
    ),
    files: Object.fromEntries(Object.keys(recording.files).map((key) => [key, { text: words }])),
    // Which program a process runs is a name as well.
    links: Object.fromEntries(Object.keys(recording.links).map((key) => [key, words === '' ? '/' : words])),
    registry: Object.fromEntries(Object.keys(recording.registry).map((key) => [key, failure])),
    cim: Object.fromEntries(Object.keys(recording.cim).map((key) => [key, { instances: [{ Odd: words }] }])),
    exchanges: Object.fromEntries(
      Object.keys(recording.exchanges).map((key) => [
        key,
        { received: { text: words }, ended: 'closed' as const, sentAtMs: 0, receivedAtMs: 1 },
      ]),
    ),
  };
}

async function outcomes(kindId: string, recording: Recording): Promise<string[]> {
  const kind = evidenceKinds.find(({ id }) => id === kindId);
  if (!kind) throw new Error(kindId);
  const evidence = await collect(kind, new ReplayHost(recording));
  const circumstances = { platform: recording.platform, now: new Date(recording.recordedAt) };
  return controls.flatMap((control) => {
    const { outcome, reason } = judge(control, new Map([[kindId, evidence]]), {}, circumstances);
    expect(reason).not.toBe('judgement-failed');
    return outcome === 'pass' ? [control.id] : [];
  });
}

/** Without letters that any format gives a meaning. */
const nonsense = fc.oneof(
  fc.string({
    unit: fc.constantFrom('エ', 'ラ', 'ー', '失', '敗', '。', ' ', '\n', 'ｱ', '\u{202e}'),
    minLength: 1,
    maxLength: 80,
  }),
  fc.constantFrom(
    'bash: コマンドが見つかりません\n',
    'エラー: アクセスが拒否されました。\r\n',
    'Error: not what it was\n',
    '\0\0\0\0',
    '',
  ),
);

describe('a machine that answers every question with words that nobody knows', () => {
  test.each(evidenceKinds.map(({ id }) => id))('%s is never a pass', async (id) => {
    const names = recordingNames(id);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), nonsense, async (name, words) => {
        expect(await outcomes(id, talkingOnly(loadRecording(id, name), words))).toEqual([]);
      }),
      { numRuns },
    );
  });
});

describe('machines that the fuzzer found', () => {
  test.each(probeTargets.map((target) => [target.name, target] as const))(
    '%s reads them without a fault of its own',
    async (name, target) => {
      for (const input of keptInputs(name)) await target.run(input);
      expect(target.seeds().length).toBeGreaterThan(0);
    },
  );
});
