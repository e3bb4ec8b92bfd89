import { controls, judge } from '@tenken/controls';
import { collect, evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { platforms, ProbeError, probeErrorCodes, ReplayHost } from '@tenken/shared';
import type { Host, Platform, Recording } from '@tenken/shared';
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

/** Controls that pass. */
async function passes(kindId: string, host: Host): Promise<string[]> {
  const kind = evidenceKinds.find(({ id }) => id === kindId);
  if (!kind) throw new Error(kindId);
  const evidence = await collect(kind, host);
  const circumstances = { platform: host.platform, now: host.now() };
  return controls.flatMap((control) => {
    const { outcome, reason } = judge(control, new Map([[kindId, evidence]]), {}, circumstances);
    expect(reason).not.toBe('judgement-failed');
    return outcome === 'pass' ? [control.id] : [];
  });
}

const sayings = [
  'bash: コマンドが見つかりません\n',
  'エラー: アクセスが拒否されました。\r\n',
  'Error: not what it was\n',
  '\0\0\0\0',
  '\n',
  '',
];

/** Without letters that any format gives a meaning. */
const nonsense = fc.oneof(
  fc.string({
    unit: fc.constantFrom('エ', 'ラ', 'ー', '失', '敗', '。', ' ', '\n', 'ｱ', '\u{202e}'),
    minLength: 1,
    maxLength: 80,
  }),
  fc.constantFrom(...sayings),
);

type Exception = {
  kind: string;
  recordings: readonly string[];
  control: string;
  because: string;
  /** Only where nothing at all is said: an empty answer is a true one there. */
  blankOnly?: true;
};

/** Passes that rest on what an odd machine says truly: names in folders, what a path is, that it is not there. */
const restsOnFolders: readonly Exception[] = [
  {
    kind: 'backup',
    recordings: ['linux-traces'],
    control: 'backup-recent',
    because: 'duplicity has the time of a backup in the name of its signatures',
  },
  {
    kind: 'event-monitoring',
    recordings: ['linux-hinemos', 'linux-suricata-and-zabbix'],
    control: 'monitoring-agent-active',
    because: 'the control groups of running services are folders',
  },
  {
    kind: 'event-monitoring',
    recordings: ['linux-suricata-and-zabbix'],
    control: 'intrusion-detection-active',
    because: 'the control groups of running services are folders',
  },
  {
    kind: 'file-protection',
    recordings: ['linux-debian12-entries', 'macos-usual'],
    control: 'system-files-protected',
    because:
      'who may write a file is its status; texts only add names of keys, which this control leaves out',
  },
  {
    kind: 'file-shares',
    recordings: ['linux-nothing'],
    control: 'file-shares-restricted',
    because: 'neither server runs: their files in /run and /proc are not there',
  },
  {
    kind: 'automatic-updates',
    recordings: ['linux-transactional-update'],
    control: 'automatic-updates-on',
    because: 'the timer is a link, and an empty file of settings leaves the defaults',
    blankOnly: true,
  },
  {
    kind: 'wireless',
    recordings: ['linux-nmcli-odd', 'linux-nothing-saved', 'linux-wpa-supplicant'],
    control: 'wireless-encrypted',
    because: 'an empty file or list has no network in it',
    blankOnly: true,
  },
];

function isExpected(kind: string, recording: string, control: string, words: string): boolean {
  return restsOnFolders.some(
    (one) =>
      one.kind === kind &&
      one.control === control &&
      one.recordings.includes(recording) &&
      (one.blankOnly !== true || words.trim() === ''),
  );
}

async function wrongPasses(kind: string, recording: string, words: string): Promise<string[]> {
  const host = new ReplayHost(talkingOnly(loadRecording(kind, recording), words));
  const passed = await passes(kind, host);
  return passed
    .filter((control) => !isExpected(kind, recording, control, words))
    .map((control) => `${control} of ${recording}`);
}

/** Says odd words to everything that is asked for text, and does not show what its folders hold. */
function closedHost(platform: Platform, words: string, code: ProbeError['code'], now: Date): Host {
  const refuse = () => Promise.reject(new ProbeError(code, 'odd'));
  return {
    platform,
    run: async () => ({ exitCode: 0, stdout: words, stderr: '' }),
    readFile: async () => Buffer.from(words, 'utf8'),
    readLink: async () => (words === '' ? '/' : words),
    list: refuse,
    stat: refuse,
    registry: refuse,
    cim: refuse,
    hardware: refuse,
    networkTargets: refuse,
    exchange: refuse,
    random: (byteCount) => new Uint8Array(byteCount),
    now: () => now,
  };
}

describe('a machine that answers every question with words that nobody knows', () => {
  test.each(evidenceKinds.map(({ id }) => id))('%s is never a pass', async (id) => {
    const names = recordingNames(id);
    for (const name of names) {
      for (const words of sayings) expect(await wrongPasses(id, name, words)).toEqual([]);
    }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), nonsense, async (name, words) => {
        expect(await wrongPasses(id, name, words)).toEqual([]);
      }),
      { numRuns },
    );
  });

  test.each(
    restsOnFolders.flatMap((one) => one.recordings.map((name) => [one.kind, name, one.control] as const)),
  )('%s: %s is still excepted for a reason (%s)', async (kind, name, control) => {
    const host = new ReplayHost(talkingOnly(loadRecording(kind, name), ''));
    expect(await passes(kind, host)).toContain(control);
  });
});

describe('a machine that shows no folder either', () => {
  test.each(evidenceKinds.map(({ id }) => id))('%s is never a pass', async (id) => {
    const codes = fc.constantFrom(...probeErrorCodes.filter((code) => code !== 'not-found'));
    const at = new Date('2026-11-21T07:45:00.000Z');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...platforms), nonsense, codes, async (platform, words, code) => {
        expect(await passes(id, closedHost(platform, words, code, at))).toEqual([]);
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
