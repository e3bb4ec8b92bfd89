import { evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { ReplayHost } from '@tenken/shared';
import type { Recording } from '@tenken/shared';
import { describe, expect, test } from 'vitest';
import { seenBy, verdicts } from './seen.ts';

const japanese = 'エラー: 要求された操作を実行できませんでした。\n';

/**
 * Programs whose complaints are read: nft and modprobe are asked in the C locale and know no other language but for
 * the C library's; plutil and sysadminctl, which tell a state on their error stream, are not translated by Apple.
 */
const english = /^(?:nft|modprobe|plutil|launchctl asuser \d+ sudo -u \w+ sysadminctl) /;

/** What is said to people, and nothing else, in Japanese: complaints, and the reasons of failures. */
function complaining(recording: Recording): Recording {
  return changed(recording, (answer, key) => {
    if ('error' in answer) return { ...answer, message: japanese };
    const { exitCode, stdout, stderr } = answer;
    if (typeof stdout !== 'string' || typeof stderr !== 'string' || english.test(key)) return answer;
    // A program of Windows that fails says why on either stream.
    const isComplaint = recording.platform === 'windows' && exitCode !== 0 && stdout !== '';
    return { ...answer, stdout: isComplaint ? japanese : stdout, stderr: inJapanese(stderr) };
  });
}

/** PowerShell translates everything but the label and the id of an error. */
function inJapanese(stderr: string): string {
  const id = /FullyQualifiedErrorId.*/.exec(stderr)?.[0] ?? '';
  return stderr === '' ? '' : `${japanese}${id}`;
}

type Answer = Record<string, unknown>;

function changed(recording: Recording, change: (answer: Answer, key: string) => Answer): Recording {
  const answers = Object.entries(recording).map(([name, section]: [string, unknown]) => {
    if (typeof section !== 'object' || section === null) return [name, section];
    return [
      name,
      Object.fromEntries(
        Object.entries(section).map(([key, value]: [string, unknown]) => [key, each(value, key)]),
      ),
    ];
  });
  return Object.fromEntries(answers) as Recording;

  function each(value: unknown, key: string): unknown {
    if (Array.isArray(value)) return value.map((one) => each(one, key));
    return typeof value === 'object' && value !== null ? change(value as Answer, key) : value;
  }
}

/** Built-in accounts and groups, which have other names in other languages, and are known by their numbers. */
const names: Record<string, string> = {
  Administrator: '管理人',
  Administrators: '管理人たち',
  'BUILTIN\\Administrators': 'ビルトイン\\管理人たち',
  DefaultAccount: '既定の利用者',
  Everyone: '皆',
  Guest: '客',
  Guests: '客たち',
  'NT AUTHORITY\\SYSTEM': '機関\\システム',
  'Remote Desktop Users': '遠隔の利用者',
  Users: '利用者たち',
};

function renamed(value: unknown): unknown {
  if (typeof value === 'string') return names[value] ?? inJson(value) ?? described(value);
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, renamed(part)]));
}

/** Answers of PowerShell are JSON in a text. */
function inJson(text: string): string | null {
  return text.startsWith('{"ok"') ? JSON.stringify(renamed(JSON.parse(text))) : null;
}

/** Names and descriptions of firewall rules are shown in the language of the machine. */
function described(text: string): string {
  return text.startsWith('v2.') ? text.replaceAll(/\|(Name|Desc|EmbedCtxt)=[^|]*/g, '|$1=受信の規則') : text;
}

describe.each(evidenceKinds.map((kind) => [kind.id, kind] as const))('%s', (id, kind) => {
  test('complaints in Japanese change no finding', async () => {
    for (const name of recordingNames(id)) {
      const recording = loadRecording(id, name);
      const before = await seenBy(kind, new ReplayHost(recording), recording);
      const after = await seenBy(kind, new ReplayHost(complaining(recording)), recording);
      expect(verdicts(after), name).toEqual(verdicts(before));
    }
  });

  test('built-in names and descriptions in Japanese change no finding of a Windows', async () => {
    for (const name of recordingNames(id)) {
      const recording = loadRecording(id, name);
      if (recording.platform !== 'windows') continue;
      const before = await seenBy(kind, new ReplayHost(recording), recording);
      const after = await seenBy(kind, new ReplayHost(renamed(recording) as Recording), recording);
      expect(verdicts(after), name).toEqual(verdicts(before));
    }
  });
});
