import { collect, evidenceKinds } from '@tenken/controls/evidence';
import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import { ReplayHost } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCim } from '../../agent/src/hosts/windows.ts';
import { PowerShellSession } from '../../agent/src/hosts/powershell-session.ts';
import { loadRecording, recordingNames } from '../../controls/src/testing/recordings.ts';

// What a whole scan of Windows starts, as far as recordings show it: of each kind the one that asks most.

type Started = {
  kind: string;
  /** Answered by the one PowerShell of the scan, one after the other. */
  inSession: number;
  /** Questions that may take so long that they get a PowerShell of their own. */
  ofItsOwn: number;
  registryKeys: string[];
  programs: string[];
};

const scan: Started[] = [];

beforeAll(async () => {
  for (const kind of evidenceKinds) {
    const names = recordingNames(kind.id).filter(
      (name) => loadRecording(kind.id, name).platform === 'windows',
    );
    const counted: Started[] = [];
    for (const name of names) counted.push(await startedBy(kind, name));
    const [most] = counted.toSorted((a, b) => questions(b) - questions(a));
    if (most) scan.push(most);
  }
});

async function startedBy(kind: AnyEvidenceKind, name: string): Promise<Started> {
  const started: Started = { kind: kind.id, inSession: 0, ofItsOwn: 0, registryKeys: [], programs: [] };
  const host = new ReplayHost(loadRecording(kind.id, name));
  const [run, cim, registry] = [host.run.bind(host), host.cim.bind(host), host.registry.bind(host)];
  const asked = (program: string, limits: Parameters<Host['run']>[2] = {}) => {
    if (!/powershell\.exe$/i.test(program)) started.programs.push(program.replace(/^.*\\/, ''));
    else if (PowerShellSession.takes(limits)) started.inSession += 1;
    else started.ofItsOwn += 1;
  };
  const counting: Pick<Host, 'run' | 'cim' | 'registry'> = {
    run: async (program, args, limits) => {
      asked(program, limits);
      return run(program, args);
    },
    cim: async (query) => {
      // As the agent would ask it, which decides how long it may take.
      const nothing = { exitCode: 0, stdout: '{"ok":true,"mode":"FullLanguage","data":[]}', stderr: '' };
      await readCim(async (program, _args, limits) => {
        asked(program, limits);
        return nothing;
      }, query);
      return cim(query);
    },
    registry: async (key) => {
      started.registryKeys.push(key.toLowerCase());
      return registry(key);
    },
  };
  Object.assign(host, counting);
  await collect(kind, host);
  return started;
}

function questions({ inSession, ofItsOwn, registryKeys, programs }: Started): number {
  return inSession + ofItsOwn + registryKeys.length + programs.length;
}

function sum(count: (one: Started) => number): number {
  return scan.reduce((total, one) => total + count(one), 0);
}

describe('a whole scan of Windows', () => {
  test('asks one PowerShell, but for questions that may keep the others waiting', () => {
    expect(sum(({ inSession }) => inSession)).toBeGreaterThan(30);
    expect(scan.filter(({ ofItsOwn }) => ofItsOwn > 0).map(({ kind }) => kind)).toEqual([
      'disk-encryption',
      'host-firewall',
      'local-accounts',
      'os-updates',
      'password-policy',
      'software',
    ]);
    expect(sum(({ ofItsOwn }) => ofItsOwn)).toBeLessThanOrEqual(6);
  });

  test('starts reg.exe once for a key, and few other programs', () => {
    const keys = scan.flatMap(({ registryKeys }) => registryKeys);
    expect(keys.length).toBeGreaterThan(100);
    expect(new Set(keys).size).toBeLessThanOrEqual(140);
    expect(scan.flatMap(({ programs }) => programs)).toEqual(['w32tm.exe']);
  });
});
