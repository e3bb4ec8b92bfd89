import { collect, evidenceKinds } from '@tenken/controls/evidence';
import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { ReplayHost } from '@tenken/shared';
import type { Evidence, Recording } from '@tenken/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRegistry } from '../../agent/src/hosts/windows.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { findWine, WinePrefix } from './wine.ts';
import type { WineLanguage } from './wine.ts';
import { registryFile } from './registry-file.ts';
import { WineHost } from './wine-host.ts';

const wine = findWine();
if (wine === null) {
  console.warn(
    'skipped: reading a registry with reg.exe takes Wine, which is not installed here (Debian: wine64)',
  );
}

/** Kinds whose facts lie in the registry of a Windows, but for a file or two that are replayed. */
const kinds = [
  'automatic-updates',
  'browser-settings',
  'login-factors',
  'network-hardening',
  'os-release',
  'printing',
  'screen-lock',
].map((id): AnyEvidenceKind => {
  const kind = evidenceKinds.find((candidate) => candidate.id === id);
  if (!kind) throw new Error(`no kind ${id}`);
  return kind;
});

type Machine = { kind: AnyEvidenceKind; name: string; place: string; recording: Recording };

const machines = kinds.flatMap((kind) =>
  recordingNames(kind.id)
    .map((name): Machine => {
      const place = `HKLM\\SOFTWARE\\Recorded\\${kind.id}\\${name}`;
      return { kind, name, place, recording: loadRecording(kind.id, name) };
    })
    .filter(({ recording }) => recording.platform === 'windows'),
);

/** Wine 8 prints `(null)` for them. */
function hasQword({ recording }: Machine): boolean {
  return JSON.stringify(recording.registry).includes('REG_QWORD');
}

/** The facts, or the code of the failure, whose words name the key; a registry lists its keys in its own order. */
function facts({ body: { result } }: Evidence): unknown {
  return result.status === 'read' ? inOrder(result.data) : { failed: result.failure.code };
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(inOrder).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inOrder(part)]));
}

const folder = makeScratchFolder();
const prefix = wine === null ? null : new WinePrefix(wine, folder);
let speaksJapanese = false;

beforeAll(async () => {
  if (prefix === null) return;
  await prefix.start();
  speaksJapanese = prefix.learnJapanese();
  await prefix.import(registryFile(machines.map(({ place, recording }) => [place, recording] as const)));
}, 300_000);

afterAll(async () => {
  await prefix?.stop();
  removeScratchFolder(folder);
}, 60_000);

/** Wine starts a program for every key. */
const withoutEnd = () => () => {};

async function compare(machine: Machine, language: WineLanguage): Promise<number> {
  if (prefix === null) throw new Error('no Wine');
  const { kind, name, place, recording } = machine;
  const host = new WineHost(recording, prefix, place, language);
  const expected = facts(await collect(kind, new ReplayHost(recording)));
  expect(facts(await collect(kind, host, withoutEnd)), `${kind.id}, ${name}`).toEqual(expected);
  return host.asked;
}

describe.runIf(wine !== null)('a registry that is read with reg.exe of Wine', () => {
  test.each(kinds.map(({ id }) => id))('%s: the same facts as recorded', { timeout: 600_000 }, async (id) => {
    const language = speaksJapanese ? 'ja' : 'en';
    let asked = 0;
    let compared = 0;
    for (const machine of machines.filter(({ kind }) => kind.id === id)) {
      if (hasQword(machine)) continue;
      asked += await compare(machine, language);
      compared += 1;
    }
    console.log(`Wine: ${id}: ${compared} machines, ${asked} keys asked in ${language}`);
    expect(compared).toBeGreaterThan(2);
    expect(asked).toBeGreaterThan(0);
  });

  test('one machine of each kind in English', { timeout: 600_000 }, async () => {
    for (const { id } of kinds) {
      const machine = machines.find((one) => one.kind.id === id && isAscii(one) && !hasQword(one));
      expect(machine, id).toBeDefined();
      if (machine) await compare(machine, 'en');
    }
  });

  test('what Wine says of itself is read from where a Windows has it', { timeout: 120_000 }, async () => {
    const run = (_program: string, args: readonly string[]) => {
      if (prefix === null) throw new Error('no Wine');
      return prefix.run('reg', args, speaksJapanese ? 'ja' : 'en');
    };
    const { values, subkeys } = await readRegistry(
      run,
      'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion',
    );
    expect(values['CurrentBuild']).toMatchObject({ type: 'REG_SZ' });
    expect(subkeys).toContain('ProfileList');
    await expect(readRegistry(run, 'HKLM\\SOFTWARE\\Nobody\\Nothing')).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

function isAscii({ recording }: Machine): boolean {
  return /^[\0-~]*$/.test(JSON.stringify(recording.registry));
}
