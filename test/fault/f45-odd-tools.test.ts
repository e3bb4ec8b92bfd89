import { controls, judge } from '@tenken/controls';
import { collect, evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { ReplayHost } from '@tenken/shared';
import type { ProbeErrorCode, Recording } from '@tenken/shared';
import { describe, expect, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';

const sections = [
  'commands',
  'files',
  'folders',
  'links',
  'statuses',
  'registry',
  'cim',
  'exchanges',
] as const;
type Section = (typeof sections)[number];

async function passes(kindId: string, recording: Recording): Promise<string[]> {
  const kind = evidenceKinds.find(({ id }) => id === kindId);
  if (!kind) throw new Error(kindId);
  const evidence = await collect(kind, new ReplayHost(recording));
  const circumstances = { platform: recording.platform, now: new Date(recording.recordedAt) };
  return controls
    .filter((control) => {
      const { outcome, reason } = judge(control, new Map([[kindId, evidence]]), {}, circumstances);
      expect(reason).not.toBe('judgement-failed');
      return outcome === 'pass';
    })
    .map(({ id }) => id);
}

function everythingFails(recording: Recording, error: ProbeErrorCode): Recording {
  const failing = Object.fromEntries(
    sections.map((section) => [
      section,
      Object.fromEntries(Object.keys(recording[section]).map((key) => [key, { error, message: 'odd' }])),
    ]),
  ) as Partial<Recording>;
  return { ...recording, ...failing };
}

/**
 * Not allowed, too late, not to be understood, and words of another language where the machine gave any. A tool or file
 * that is not there is a fact, that the product is not installed: it is left to the cases.
 */
function oddAnswers(recording: Recording, section: Section, key: string): unknown[] {
  const refused = ['permission-denied', 'timeout', 'unparsable', 'internal'].map((error) => ({
    error,
    message: 'odd',
  }));
  // One examination of a server is some hundred exchanges, and what else may become of one is tried in test/tls.
  if (section === 'exchanges') return refused.slice(0, 2);
  const given = recording[section][key];
  if (given && typeof given === 'object' && 'error' in given) return refused;
  const words = 'エラー: 予期しない応答です。\n';
  if (section === 'commands') return [...refused, { exitCode: 1, stdout: words, stderr: words }];
  return section === 'files' ? [...refused, { text: words }] : refused;
}

function withAnswer(recording: Recording, section: Section, key: string, answer: unknown): Recording {
  return { ...recording, [section]: { ...recording[section], [key]: answer } };
}

describe.each(evidenceKinds.map(({ id }) => id))('F45: %s', (id) => {
  // A machine without any server of files shares none: that nothing is found is then a fact.
  const absence = id === 'file-shares' ? [] : (['not-found'] as const);

  test.each([...absence, 'permission-denied', 'timeout', 'unparsable', 'unsupported'] as const)(
    'where everything ends with %s nothing passes',
    async (error) => {
      for (const name of recordingNames(id)) {
        expect(await passes(id, everythingFails(loadRecording(id, name), error)), name).toEqual([]);
      }
    },
  );

  test('one answer refused, late or in another language makes no pass of what was none', async () => {
    let tried = 0;
    for (const name of recordingNames(id)) {
      const recording = loadRecording(id, name);
      const before = new Set(await passes(id, recording));
      for (const section of sections) {
        for (const key of Object.keys(recording[section])) {
          for (const odd of oddAnswers(recording, section, key)) {
            const after = await passes(id, withAnswer(recording, section, key, odd));
            const fresh = after.filter((control) => !before.has(control));
            expect(fresh, `${name}, ${section} ${key}: ${JSON.stringify(odd)}`).toEqual([]);
            tried += 1;
          }
        }
      }
    }
    console.log(`F45: ${id}: ${tried} answers changed, no new pass`);
  });
});

test.runIf(process.platform !== 'win32')(
  'F45: programs are asked in English, whatever language the agent was started in',
  async () => {
    const before = { ...process.env };
    Object.assign(process.env, { LANG: 'ja_JP.UTF-8', LC_ALL: 'ja_JP.UTF-8', LANGUAGE: 'ja', PATH: '/tmp' });
    try {
      const { stdout } = await new LocalHost().run('env', []);
      expect(stdout).toMatch(/^LC_ALL=C$/m);
      expect(stdout).toMatch(/^LANG=C$/m);
      expect(stdout).not.toMatch(/ja_JP|LANGUAGE|=\/tmp$/m);
    } finally {
      Object.assign(process.env, before);
      if (before['LANGUAGE'] === undefined) delete process.env['LANGUAGE'];
      if (before['LC_ALL'] === undefined) delete process.env['LC_ALL'];
      if (before['LANG'] === undefined) delete process.env['LANG'];
    }
  },
);
