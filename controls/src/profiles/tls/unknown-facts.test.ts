import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CertificateFacts } from '../../evidence/tls/certificates/certificate.ts';
import type { TlsFacts } from '../../evidence/tls/facts.ts';
import { TlsFacts as Schema } from '../../evidence/tls/facts.ts';
import { cipherSuites } from '../../evidence/tls/registry/cipher-suites.ts';
import { codeId } from '../../evidence/tls/registry/code-id.ts';
import { groupCodes } from '../../evidence/tls/registry/groups.ts';
import { judgeTls } from './judge.ts';
import { tlsProfiles } from './registry.ts';
import { sampleFacts } from './sample-facts.ts';

const now = new Date('2026-11-22T00:00:00.000Z');

/** Mostly what servers of today accept, so that many of them meet a level. */
const good12 = ['0xC02B', '0xC02F', '0xC02C', '0xC030', '0x009E', '0x009F', '0xC013'];
const good13 = ['0x1301', '0x1302', '0x1303'];
const any = (since: string) =>
  cipherSuites
    .filter((suite) => (suite.since === 'TLSv1.3') === (since === 'TLSv1.3'))
    .map(({ code }) => codeId(code));

const suites = (good: string[], bad: string[]) =>
  fc
    .tuple(
      fc.subarray(good),
      fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.subarray(bad, { maxLength: 2 })),
    )
    .map(([some, odd]) => [...some, ...odd.filter((one) => !some.includes(one))]);
const rarely = (list: string[]) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, fc.subarray(list, { maxLength: 2 }));
const mostly = (value: boolean) => fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, fc.boolean());

const servers = fc
  .record({
    ssl2: rarely(['0x010080', '0x0700C0']),
    ssl3: rarely(['0x0005', '0x002F']),
    tls10: rarely(['0xC013', '0x002F', '0x000A']),
    tls12: suites(good12, any('TLSv1.2')),
    tls13: suites(good13, any('TLSv1.3')),
    groups: fc
      .tuple(fc.subarray(['0x001D', '0x0017', '0x11EC'], { minLength: 2 }), rarely(groupCodes.map(codeId)))
      .map(([some, odd]) => [...new Set([...some, ...odd])]),
    dhBits: fc.constantFrom(2048, 2048, 3072, 1024, 512),
    compression: mostly(false),
    secureRenegotiation: mostly(true),
    keyBits: fc.constantFrom(256, 256, 384, 224),
    signatureHash: fc.constantFrom('sha256', 'sha256', 'sha384', 'sha1'),
    notAfter: fc.constantFrom('2026-12-30T00:00:00.000Z', '2026-11-21T00:00:00.000Z'),
  })
  .map(({ ssl2, ssl3, tls10, tls12, tls13, groups, dhBits, compression, secureRenegotiation, ...leaf }) => {
    // TLS 1.3 has neither: nobody sees them on a server of that alone.
    const isOnly13 = [ssl2, ssl3, tls10, tls12].every((list) => list.length === 0);
    return sampleFacts({
      suites: { SSLv2: ssl2, SSLv3: ssl3, 'TLSv1.0': tls10, 'TLSv1.2': tls12, 'TLSv1.3': tls13 },
      groups,
      dhBits,
      features: isOnly13
        ? { compression: null, secureRenegotiation: null }
        : { compression, secureRenegotiation },
      leaf,
    });
  });

const withLeaf = (facts: TlsFacts, change: Partial<CertificateFacts>): TlsFacts => ({
  ...facts,
  chains: facts.chains.map((chain) => ({
    ...chain,
    certificates: chain.certificates.map((one) => ({ ...one, ...change })),
  })),
});

/** What a look at the same server may have missed. */
const lapses = fc.constantFrom<((facts: TlsFacts) => TlsFacts)[]>(
  (facts) => ({ ...facts, groups: [] }),
  (facts) => ({ ...facts, groups: facts.groups.slice(1) }),
  (facts) => ({ ...facts, groups: facts.groups.map((list) => ({ ...list, complete: false })) }),
  (facts) => ({ ...facts, chains: [] }),
  (facts) => ({ ...facts, certificatesUnread: 'dropped' }),
  (facts) => ({ ...facts, features: { ...facts.features, compression: null } }),
  (facts) => ({ ...facts, features: { ...facts.features, secureRenegotiation: null } }),
  (facts) => ({ ...facts, protocols: facts.protocols.map((one) => ({ ...one, smallestDhBits: null })) }),
  (facts) => ({ ...facts, protocols: facts.protocols.map((one) => ({ ...one, complete: false })) }),
  (facts) => withLeaf(facts, { keyBits: null }),
  (facts) => withLeaf(facts, { signatureHash: null }),
);
const unanswered = { offered: null, complete: false, answer: 'dropped', ciphers: [] };
const forgetting = fc
  .tuple(lapses, fc.option(fc.nat({ max: 5 }), { nil: undefined }))
  .map(([lapse, version]) => (facts: TlsFacts): TlsFacts => {
    const less = lapse(facts);
    const protocols = less.protocols.map((one, index) =>
      index === version ? { ...one, ...unanswered } : one,
    );
    return { ...less, protocols };
  });

test('what was not seen never helps a server', () => {
  let met = 0;
  fc.assert(
    fc.property(servers, forgetting, (facts, forget) => {
      for (const profile of tlsProfiles()) {
        const known = judgeTls(facts, profile, { now });
        const less = judgeTls(forget(facts), profile, { now });
        for (const [index, { level, outcome }] of less.levels.entries()) {
          const before = known.levels[index]?.outcome;
          if (before === 'met') met += 1;
          if (before !== 'met') expect(outcome, `${profile.id} ${level}`).not.toBe('met');
          // What was seen to be wrong was wrong: nothing turns from met to not met for lack of an answer.
          if (before === 'met') expect(outcome, `${profile.id} ${level}`).not.toBe('not-met');
        }
      }
    }),
    { numRuns: 400 },
  );
  expect(met).toBeGreaterThan(100);
});

test('the made-up servers are such as can be reported', () => {
  fc.assert(
    fc.property(servers, (facts) => Schema.safeParse(facts).success),
    { numRuns: 50 },
  );
});
