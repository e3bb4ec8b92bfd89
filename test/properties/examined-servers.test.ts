import { loadRecording } from '@tenken/controls/testing';
import { isProbeError, ReplayHost } from '@tenken/shared';
import type { ExchangeRequest, ExchangeResult, Host } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { examineSsh } from '../../controls/src/evidence/ssh/examine.ts';
import { SshFacts } from '../../controls/src/evidence/ssh/facts.ts';
import { examinePort } from '../../controls/src/evidence/tls/examine-port.ts';
import { examineEndpoint } from '../../controls/src/evidence/tls/examine.ts';
import { TlsFacts } from '../../controls/src/evidence/tls/facts.ts';
import type { ProfileJudgement } from '../../controls/src/profiles/judgement.ts';
import { judgeSsh } from '../../controls/src/profiles/ssh/judge.ts';
import { sshProfiles } from '../../controls/src/profiles/ssh/registry.ts';
import { judgeTls } from '../../controls/src/profiles/tls/judge.ts';
import { tlsProfiles } from '../../controls/src/profiles/tls/registry.ts';
import { Chance, mutated } from '../fuzz/engine/mutate.ts';
import { seededRandom, wholeNumberFrom } from '../support/random.ts';
import { accepts, alert, hostWith, rest, tls12 } from '../tls/model-server.ts';
import type { Model } from '../tls/model-server.ts';

const numRuns = wholeNumberFrom('TENKEN_PROPERTY_RUNS', 40);
const now = new Date('2026-11-22T00:00:00.000Z');

type Change = (answer: ExchangeResult, chance: Chance) => ExchangeResult;
const nothing = new Uint8Array();

/** What may become of a real answer on its way. */
const changes: readonly Change[] = [
  (answer) => ({ ...answer, received: nothing, ended: 'timeout' }),
  (answer) => ({ ...answer, received: nothing, ended: 'reset' }),
  (answer, chance) => ({
    ...answer,
    received: answer.received.subarray(0, chance.below(answer.received.length + 1)),
    ended: 'timeout',
  }),
  (answer, chance) => {
    const bytes = Buffer.from(answer.received);
    return { ...answer, received: mutated(bytes, bytes, [], chance, 65_536) };
  },
];

/** The recorded network with some of its answers changed; what nobody recorded is silence. */
function changedHost(from: Host, seed: number, percent: number) {
  const chance = new Chance(seededRandom(seed));
  const answered: string[] = [];
  let connections = 0;
  const host = Object.create(from) as Host;
  host.exchange = async (request: ExchangeRequest) => {
    connections += 1;
    let answer: ExchangeResult;
    try {
      answer = await from.exchange(request);
    } catch (error) {
      if (!isProbeError(error)) throw error;
      answer = { received: nothing, ended: 'timeout', sentAtMs: 0, receivedAtMs: 0 };
    }
    if (chance.below(100) < percent) {
      answer = changes[chance.below(changes.length)]?.(answer, chance) ?? answer;
    }
    if (answer.received.length > 0 || answer.ended !== 'timeout') answered.push(request.label);
    return answer;
  };
  host.random = (byteCount) => from.random(byteCount);
  host.now = () => from.now();
  return { host, answered, connections: () => connections };
}

/** Ports of a recording that somebody asked. */
function targetsOf(kind: string, name: string): { address: string; port: number }[] {
  const keys = Object.keys(loadRecording(kind, name).exchanges);
  const places = new Set(keys.flatMap((key) => /^tcp (\S+):(\d+) /.exec(key)?.slice(1, 3).join(' ') ?? []));
  return [...places].map((place) => {
    const [address = '', port = ''] = place.split(' ');
    return { address: address.replaceAll(/[[\]]/g, ''), port: Number(port) };
  });
}

function judgements(facts: TlsFacts): ProfileJudgement[] {
  return tlsProfiles().map((profile) => judgeTls(facts, profile, { now }));
}

const isFine = (outcome: string) => outcome === 'pass' || outcome === 'not-applicable';

/** Whatever is fine with fewer answers was fine with all. */
function expectNoBetter(fewer: readonly ProfileJudgement[], all: readonly ProfileJudgement[]): void {
  for (const [index, { profile, levels }] of fewer.entries()) {
    for (const [place, { level, outcome, requirements }] of levels.entries()) {
      const before = all[index]?.levels[place];
      if (outcome === 'met') expect(before?.outcome, `${profile} ${level}`).toBe('met');
      for (const [row, one] of requirements.entries()) {
        const was = before?.requirements[row]?.outcome ?? '';
        if (isFine(one.outcome)) {
          expect(isFine(was), `${profile} ${one.requirement}: ${was}, then ${one.outcome}`).toBe(true);
        }
      }
    }
  }
}

const seeds = fc.record({ seed: fc.nat(), percent: fc.integer({ min: 0, max: 60 }) });

describe('TLS, with recorded answers changed', () => {
  const names = [
    'linux-nginx-strong',
    'linux-old-server',
    'linux-tls13-only-self-signed',
    'linux-starttls-only',
    'windows-iis-resets',
  ];
  test.each(names)('%s: facts that fit, and nothing settled that nobody answered', async (name) => {
    const targets = targetsOf('tls-endpoints', name);
    expect(targets.length).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(...targets), async ({ seed, percent }, target) => {
        const { host, answered, connections } = changedHost(
          new ReplayHost(loadRecording('tls-endpoints', name)),
          seed,
          percent,
        );
        const found = await examinePort(host, target, { rest });
        expect(connections()).toBe(found.connections);
        expect(found.connections).toBeLessThan(1500);
        if (found.tls === null) return;
        expect(TlsFacts.safeParse(found.tls).error).toBeUndefined();
        for (const { protocol, offered, complete } of found.tls.protocols) {
          if (offered === null && !complete) continue;
          expect(
            answered.some((label) => label.includes(protocol)),
            protocol,
          ).toBe(true);
        }
        expect(judgements(found.tls)).toHaveLength(tlsProfiles().length);
      }),
      { numRuns },
    );
  });
});

describe('TLS, with answers taken away', () => {
  const models: Record<string, Model> = {
    weak: (hello) => {
      if (hello.version === 0x0301 && hello.ciphers.includes(0x000a)) {
        return accepts({ cipher: 0x000a, version: 0x0301 });
      }
      const isDhe = !hello.ciphers.includes(0xc02f);
      return tls12(hello, [0xc02f, 0x009e, 0x0005], isDhe ? { dhBits: 1024 } : { group: 0x17 });
    },
    strong: (hello) => {
      if (hello.version === 0x0304) {
        const cipher = [0x1301, 0x1302].find((one) => hello.ciphers.includes(one));
        const group = [0x1d, 0x17].find((one) => hello.groups?.includes(one));
        return cipher === undefined || group === undefined
          ? alert(40)
          : accepts({ cipher, group, version: 0x0304 });
      }
      const group = [0x1d, 0x17].find((one) => hello.groups?.includes(one));
      return group === undefined ? alert(40) : tls12(hello, [0xc030, 0xc02f], { group });
    },
  };

  test.each(Object.keys(models))('a %s server is judged no better', async (name) => {
    const model = models[name];
    if (model === undefined) throw new Error(name);
    const target = { address: '192.0.2.1', port: 443 };
    const all = await examineEndpoint(hostWith(model), target, { rest });
    if (all.tls === null) throw new Error('no TLS');
    const before = judgements(all.tls);
    await fc.assert(
      fc.asyncProperty(seeds, async ({ seed, percent }) => {
        const chance = new Chance(seededRandom(seed));
        const taken: Model = (hello, connection) =>
          chance.below(100) < percent ? { received: nothing, ended: 'timeout' } : model(hello, connection);
        const { tls } = await examineEndpoint(hostWith(taken), target, { rest });
        if (tls !== null) expectNoBetter(judgements(tls), before);
      }),
      { numRuns },
    );
  });
});

describe('SSH', () => {
  const names = [
    'linux-openssh-as-delivered',
    'linux-openssh-hardened',
    'linux-openssh-legacy',
    'linux-dropbear-and-web',
  ];
  const judged = (facts: SshFacts) =>
    Object.values(sshProfiles).map((profile) => judgeSsh(facts, profile, { now }));
  const cases = names.flatMap((name) =>
    targetsOf('ssh-endpoints', name).map(
      (target) => [`${name} ${target.address} ${target.port}`, name, target] as const,
    ),
  );

  test.each(cases)('%s: with answers changed, facts that fit', async (_label, name, target) => {
    await fc.assert(
      fc.asyncProperty(seeds, async ({ seed, percent }) => {
        const { host, connections } = changedHost(
          new ReplayHost(loadRecording('ssh-endpoints', name)),
          seed,
          percent,
        );
        const found = await examineSsh(host, target);
        expect(connections()).toBe(found.connections);
        expect(found.connections).toBeLessThanOrEqual(5);
        if (found.ssh === null) return;
        expect(SshFacts.safeParse(found.ssh).error).toBeUndefined();
        expect(judged(found.ssh)).toHaveLength(Object.keys(sshProfiles).length);
      }),
      { numRuns },
    );
  });

  test.each(cases)('%s: with answers taken away, judged no better', async (_label, name, target) => {
    const recorded = () => new ReplayHost(loadRecording('ssh-endpoints', name));
    const { ssh } = await examineSsh(recorded(), target).catch(() => ({ ssh: null }));
    if (ssh === null) return;
    const before = judged(ssh);
    await fc.assert(
      fc.asyncProperty(seeds, async ({ seed, percent }) => {
        const from = recorded();
        const chance = new Chance(seededRandom(seed));
        const host = Object.create(from) as Host;
        host.exchange = async (request) =>
          chance.below(100) < percent
            ? { received: nothing, ended: 'timeout', sentAtMs: 0, receivedAtMs: 0 }
            : from.exchange(request);
        host.random = (byteCount) => from.random(byteCount);
        host.now = () => from.now();
        const found = await examineSsh(host, target).catch((error: unknown) => {
          // A question that comes only when another was not answered is in no recording.
          if (isProbeError(error)) return { ssh: null };
          throw error;
        });
        if (found.ssh !== null) expectNoBetter(judged(found.ssh), before);
      }),
      { numRuns },
    );
  });

  test('there are recorded servers', () => {
    expect(cases.length).toBeGreaterThanOrEqual(4);
  });
});
