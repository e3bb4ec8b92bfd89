import { describe, expect, test } from 'vitest';
import { allProtocols } from '../../evidence/tls/registry/protocols.ts';
import type { RequirementJudgement } from '../judgement.ts';
import { verifications } from '../verification.ts';
import type { Verification } from '../verification.ts';
import { judgeTls } from './judge.ts';
import { tlsProfile, tlsProfiles } from './registry.ts';
import type { TlsProfileId } from './registry.ts';
import { sampleFacts } from './sample-facts.ts';
import type { Sample } from './sample-facts.ts';

const now = new Date('2026-11-22T00:00:00.000Z');
const ipa = tlsProfile('ipa-tls-3.1.1');

const ids = (list: string, profile = ipa) => (profile.suiteLists[list] ?? []).map(({ id }) => id);

/** The three levels' own sample settings: TLS 1.2 in the order of the published strings. */
const high = { 'TLSv1.2': ids('high'), 'TLSv1.3': ids('tls13-high') };
const recommended = { 'TLSv1.2': ids('recommended'), 'TLSv1.3': ids('tls13-recommended') };
/** 推奨型 with what 例外型 takes while the move is under way. */
const exception = {
  ...recommended,
  'TLSv1.0': ['0xC013', '0xC014', '0x0033'],
  'TLSv1.1': ['0xC013', '0xC014', '0x0033'],
};
/** A usual server of today. */
const usual = {
  'TLSv1.2': ['0xC02B', '0xC02F', '0xC02C', '0xC030'],
  'TLSv1.3': ['0x1301', '0x1302', '0x1303'],
};

function judged(sample: Sample, id: TlsProfileId = 'ipa-tls-3.1.1', verified: Verification[] = []) {
  return judgeTls(sampleFacts(sample), tlsProfile(id), { now, verified });
}

function outcomes(sample: Sample, id?: TlsProfileId): Record<string, string> {
  return Object.fromEntries(judged(sample, id).levels.map(({ level, outcome }) => [level, outcome]));
}

function rowsThatAre(
  wanted: RequirementJudgement['outcome'],
  sample: Sample,
  level: string,
  id?: TlsProfileId,
): string[] {
  const found = judged(sample, id).levels.find((one) => one.level === level);
  return (found?.requirements ?? [])
    .filter(({ outcome }) => outcome === wanted)
    .map(({ requirement }) => requirement.slice(level.length + 1));
}

function row(sample: Sample, requirement: string, at = now): RequirementJudgement | undefined {
  return judgeTls(sampleFacts(sample), ipa, { now: at })
    .levels.flatMap(({ requirements }) => requirements)
    .find((one) => one.requirement === requirement);
}

describe('the sample settings of the three levels', () => {
  test('高セキュリティ型 meets its own level; its order is not that of 推奨セキュリティ型', () => {
    expect(outcomes({ suites: high })).toEqual({ high: 'met', recommended: 'met', exception: 'met' });
    expect(rowsThatAre('warning', { suites: high }, 'high')).toEqual(['key-lengths-2030']);
    expect(rowsThatAre('warning', { suites: high }, 'recommended')).toEqual(['order', 'key-lengths-2030']);
  });

  test('推奨セキュリティ型 meets its own level and, for CBC, not the higher one', () => {
    expect(outcomes({ suites: recommended })).toEqual({
      high: 'not-met',
      recommended: 'met',
      exception: 'met',
    });
    expect(rowsThatAre('fail', { suites: recommended }, 'high')).toEqual(['suites-listed']);
    expect(rowsThatAre('warning', { suites: recommended }, 'recommended')).toEqual(['key-lengths-2030']);
  });

  test('セキュリティ例外型 meets its own level alone', () => {
    expect(outcomes({ suites: exception })).toEqual({
      high: 'not-met',
      recommended: 'not-met',
      exception: 'met',
    });
    expect(rowsThatAre('fail', { suites: exception }, 'recommended')).toEqual(['old-protocols-off']);
    expect(rowsThatAre('warning', { suites: exception }, 'exception')).toEqual([
      'migrating-protocols-off',
      'key-lengths-2030',
    ]);
  });

  test('each is by rows that nobody has compared with the text', () => {
    for (const suites of [high, recommended, exception]) {
      expect(judged({ suites }).levels.every(({ byUnverifiedRows }) => byUnverifiedRows)).toBe(true);
    }
  });
});

describe("Mozilla's own settings", () => {
  const modern = {
    suites: { 'TLSv1.3': ['0x1301', '0x1302', '0x1303'] },
    groups: ['0x001D', '0x0017', '0x0018'],
  };
  const clientOrder = (sample: Sample): Sample => ({
    ...sample,
    protocols: Object.fromEntries(
      allProtocols.map((protocol) => [
        protocol,
        { serverPreference: (sample.suites[protocol] ?? []).length > 1 ? false : null },
      ]),
    ),
  });
  const of = (id: TlsProfileId, level: string): Sample =>
    clientOrder({
      suites: { 'TLSv1.2': ids(level, tlsProfile(id)), 'TLSv1.3': ids('tls13', tlsProfile(id)) },
      groups: ['0x11EC', '0x001D', '0x0017', '0x0018'],
    });

  test('modern is modern, and for its lack of TLS 1.2 not intermediate', () => {
    expect(outcomes(clientOrder(modern), 'mozilla-5.7')).toEqual({
      modern: 'met',
      intermediate: 'not-met',
      old: 'not-met',
    });
    expect(rowsThatAre('warning', clientOrder(modern), 'modern', 'mozilla-5.7')).toEqual([]);
    expect(rowsThatAre('warning', clientOrder(modern), 'modern', 'mozilla-6.0')).toEqual(['hybrid']);
  });

  test('modern is 高セキュリティ型, and for its lack of TLS 1.2 not 推奨セキュリティ型', () => {
    expect(outcomes(modern)).toEqual({ high: 'met', recommended: 'not-met', exception: 'not-met' });
  });

  test.each(['mozilla-5.7', 'mozilla-5.8', 'mozilla-6.0'] as const)(
    'intermediate of %s is intermediate',
    (id) => {
      expect(outcomes(of(id, 'intermediate'), id)).toMatchObject({ modern: 'not-met', intermediate: 'met' });
      const warnings = rowsThatAre('warning', of(id, 'intermediate'), 'intermediate', id);
      expect(warnings).toEqual(id === 'mozilla-5.7' ? ['curves-listed'] : []);
    },
  );

  test('5.8 drops DHE, which 5.7 has', () => {
    const with57 = of('mozilla-5.7', 'intermediate');
    expect(outcomes(with57, 'mozilla-5.8')['intermediate']).toBe('not-met');
    expect(rowsThatAre('fail', with57, 'intermediate', 'mozilla-5.8')).toEqual(['suites-listed']);
  });

  test.each(['mozilla-5.7', 'mozilla-5.8'] as const)('old of %s is old', (id) => {
    const cbc = ids('old', tlsProfile(id)).filter((code) =>
      ['0xC009', '0xC013', '0xC00A', '0xC014', '0x002F', '0x0035', '0x000A'].includes(code),
    );
    const sample: Sample = {
      suites: { ...of(id, 'old').suites, 'TLSv1.0': cbc, 'TLSv1.1': cbc },
      leaf: { keyType: 'rsa', keyBits: 2048 },
    };
    expect(outcomes(sample, id)).toEqual({ modern: 'not-met', intermediate: 'not-met', old: 'met' });
    expect(outcomes(sample)).toEqual({ high: 'not-met', recommended: 'not-met', exception: 'met' });
  });

  test('推奨セキュリティ型 is not intermediate, because of CBC', () => {
    expect(rowsThatAre('fail', { suites: recommended }, 'intermediate', 'mozilla-5.7')).toEqual([
      'suites-listed',
    ]);
  });

  test('rests on rows that were compared', () => {
    expect(judged(clientOrder(modern), 'mozilla-5.7').levels[0]).toMatchObject({
      outcome: 'met',
      byUnverifiedRows: false,
    });
  });
});

describe('weak servers', () => {
  const below = { high: 'not-met', recommended: 'not-met', exception: 'not-met' };
  const exceptionOnly = { high: 'not-met', recommended: 'not-met', exception: 'met' };
  const recommendedOnly = { high: 'not-met', recommended: 'met', exception: 'met' };
  const withSuite = (id: string): Sample => ({
    suites: { ...usual, 'TLSv1.2': [...usual['TLSv1.2'], id] },
  });

  test.each<[string, Sample]>([
    ['SSL 2.0', { suites: { ...usual, SSLv2: ['0x010080', '0x0700C0'] } }],
    ['SSL 3.0', { suites: { ...usual, SSLv3: ['0x002F'] } }],
    ['NULL', withSuite('0x003B')],
    ['NULL of TLS 1.3', { suites: { ...usual, 'TLSv1.3': ['0x1301', '0xC0B4'] } }],
    ['anon', withSuite('0x00A6')],
    ['EXPORT', withSuite('0x0003')],
    ['DES', withSuite('0x0009')],
    ['IDEA', withSuite('0x0007')],
    ['RC4', withSuite('0xC011')],
    ['RSA of 1024 bits', { suites: usual, leaf: { keyType: 'rsa', keyBits: 1024 } }],
    ['a certificate signed with SHA-1', { suites: usual, leaf: { signatureHash: 'sha1' } }],
    ['a certificate signed with MD5', { suites: usual, leaf: { signatureHash: 'md5' } }],
    ['an expired certificate', { suites: usual, leaf: { notAfter: now.toISOString() } }],
    ['compression', { suites: usual, features: { compression: true } }],
    ['no secure renegotiation', { suites: usual, features: { secureRenegotiation: false } }],
    ['DH of 512 bits', { ...withSuite('0x009E'), dhBits: 512 }],
  ])('%s is below セキュリティ例外型', (_what, sample) => {
    expect(outcomes(sample)).toEqual(below);
  });

  test.each<[string, Sample]>([
    ['TLS 1.0', { suites: { ...usual, 'TLSv1.0': ['0xC013'] } }],
    ['TLS 1.1', { suites: { ...usual, 'TLSv1.1': ['0xC013'] } }],
    ['3DES', withSuite('0x000A')],
    ['DH of 1024 bits', { ...withSuite('0x009E'), dhBits: 1024 }],
    ['DH of 2047 bits', { ...withSuite('0x009E'), dhBits: 2047 }],
  ])('%s is セキュリティ例外型 at best', (_what, sample) => {
    expect(outcomes(sample)).toEqual(exceptionOnly);
  });

  test('a curve below 128 bits is below 推奨セキュリティ型', () => {
    const weak = { suites: usual, groups: ['0x0017', '0x0015'] };
    expect(outcomes(weak)).toMatchObject({ high: 'not-met', recommended: 'not-met' });
    expect(rowsThatAre('fail', weak, 'recommended')).toEqual(['ecdhe']);
  });

  test.each([
    ['static RSA', '0x009C'],
    ['static RSA with Camellia', '0x0041'],
    ['ARIA', '0xC060'],
    ['SEED', '0x0096'],
    ['PSK', '0x00A8'],
  ])('%s is 推奨セキュリティ型 with a remark', (_what, id) => {
    expect(outcomes(withSuite(id))).toEqual(recommendedOnly);
    expect(rowsThatAre('warning', withSuite(id), 'recommended')).toContain('suites-listed');
    expect(row(withSuite(id), 'recommended-suites-listed')?.observed.ja).toMatch(/^一覧外: TLS_/);
  });

  test('SM4 is 推奨セキュリティ型 with a remark', () => {
    expect(outcomes({ suites: { ...usual, 'TLSv1.3': ['0x1301', '0x00C6'] } })).toEqual(recommendedOnly);
  });

  test('Camellia-GCM is on the level of the samples, with a remark', () => {
    expect(outcomes(withSuite('0xC08A'))).toEqual({ high: 'met', recommended: 'met', exception: 'met' });
    expect(rowsThatAre('warning', withSuite('0xC08A'), 'high')).toContain('suites-listed');
  });

  test('Camellia in CBC and a MAC of SHA-1 are on the list of 推奨セキュリティ型', () => {
    const suites = { ...usual, 'TLSv1.2': ['0xC02F', '0xC076', '0xC013'] };
    expect(row({ suites }, 'recommended-suites-listed')?.outcome).toBe('pass');
    expect(row({ suites }, 'recommended-certificate-hash')?.outcome).toBe('pass');
  });

  test('no TLS 1.3 is not 高セキュリティ型, and a warning below', () => {
    const sample = { suites: { 'TLSv1.2': usual['TLSv1.2'] } };
    expect(outcomes(sample)).toEqual(recommendedOnly);
    expect(rowsThatAre('warning', sample, 'recommended')).toContain('tls13-on');
  });

  test('what is strong enough and on no usual list is told', () => {
    const sample = { suites: usual, groups: ['0x0017', '0x0016'] };
    expect(row(sample, 'recommended-ecdhe')).toMatchObject({ outcome: 'warning' });
    expect(outcomes(sample)['recommended']).toBe('met');
  });
});

describe('recommended rows warn and decide nothing', () => {
  test.each<[string, Partial<Sample>]>([
    ['client-renegotiation-off', { features: { clientRenegotiation: true } }],
    ['hsts', { also: { http: { status: 200, strictTransportSecurity: null } } }],
    [
      'hsts',
      {
        also: {
          http: {
            status: 200,
            strictTransportSecurity: { maxAgeSeconds: 31_535_999, includeSubDomains: false, preload: false },
          },
        },
      },
    ],
    ['preference', { protocols: { 'TLSv1.2': { serverPreference: false } } }],
    ['order', { suites: { ...usual, 'TLSv1.2': ['0xC030', '0xC02F'] } }],
    ['certificate-ends', { leaf: { notAfter: '2026-12-06T00:00:00.000Z' } }],
    ['certificate-issuer', { leaf: { selfSigned: true } }],
    ['key-lengths-2030', { leaf: { keyType: 'rsa', keyBits: 2048 } }],
  ])('%s', (requirement, change) => {
    const sample = { suites: usual, ...change };
    expect(rowsThatAre('warning', sample, 'recommended')).toEqual([requirement]);
    expect(outcomes(sample)['recommended']).toBe('met');
    expect(rowsThatAre('warning', { suites: usual }, 'recommended')).toEqual([]);
  });

  test('HSTS of a year is enough', () => {
    const http = {
      status: 200,
      strictTransportSecurity: { maxAgeSeconds: 31_536_000, includeSubDomains: false, preload: false },
    };
    expect(row({ suites: usual, also: { http } }, 'recommended-hsts')?.outcome).toBe('pass');
  });

  test('nothing stapled is a fault only where the certificate names an OCSP server', () => {
    const sample = { suites: usual, features: { ocspStapled: false } };
    expect(row(sample, 'recommended-ocsp-stapling')?.outcome).toBe('not-applicable');
    const named = { ...sample, leaf: { namesOcspServer: true } };
    expect(row(named, 'recommended-ocsp-stapling')?.outcome).toBe('warning');
  });
});

describe('what is not known is never passed', () => {
  test.each<[string, Partial<Sample>, string[]]>([
    [
      'TLS 1.0 without an answer',
      { protocols: { 'TLSv1.0': { offered: null, complete: false, answer: 'dropped' } } },
      [
        'old-protocols-off',
        'suites-forbidden',
        'suites-listed',
        'preference',
        'order',
        'dhe',
        'ecdhe',
        'key-lengths-2030',
      ],
    ],
    [
      'a suite that no table knows',
      { suites: { ...usual, 'TLSv1.2': ['0xC02F', '0xEEEE'] } },
      ['suites-forbidden'],
    ],
    ['a group that no table knows', { groups: ['0x0017', '0xEEEE'] }, ['ecdhe']],
    ['groups that were not asked for', { also: { groups: [] } }, ['dhe', 'ecdhe', 'key-lengths-2030']],
    [
      'a length of DH that was not read',
      { suites: { ...usual, 'TLSv1.2': ['0xC02F', '0x009E'] }, dhBits: null },
      ['dhe', 'key-lengths-2030'],
    ],
    ['compression', { features: { compression: null } }, ['compression-off']],
    ['secure renegotiation', { features: { secureRenegotiation: null } }, ['secure-renegotiation']],
    [
      'certificates that were not read',
      { also: { chains: [], certificatesUnread: 'dropped' } },
      [
        'certificate-key',
        'certificate-hash',
        'certificate-valid',
        'certificate-name',
        'certificate-ends',
        'certificate-chain',
        'certificate-issuer',
        'key-lengths-2030',
      ],
    ],
    ['a signature that is not understood', { leaf: { signatureHash: null } }, ['certificate-hash']],
    ['a key that is not understood', { leaf: { keyType: null, keyBits: null } }, ['certificate-key']],
  ])('%s', (_what, change, rows) => {
    const sample = { suites: usual, ...change };
    expect(rowsThatAre('unknown', sample, 'recommended')).toEqual(rows);
    expect(Object.values(outcomes(sample))).not.toContain('met');
  });

  test('a list that may be longer: a forbidden suite seen fails, none seen is unknown', () => {
    const cut = { 'TLSv1.2': { complete: false } };
    const none = { suites: usual, protocols: cut };
    expect(row(none, 'recommended-suites-forbidden')?.outcome).toBe('unknown');
    const rc4 = { suites: { ...usual, 'TLSv1.2': ['0xC011'] }, protocols: cut };
    expect(row(rc4, 'recommended-suites-forbidden')?.outcome).toBe('fail');
    expect(outcomes(rc4)['exception']).toBe('not-met');
  });

  test('SSL 2.0 that nobody asked for', () => {
    const facts = sampleFacts({ suites: usual });
    facts.protocols = facts.protocols.filter(({ protocol }) => protocol !== 'SSLv2');
    const { levels } = judgeTls(facts, ipa, { now });
    expect(levels.map(({ outcome }) => outcome)).toEqual(['undetermined', 'undetermined', 'undetermined']);
  });

  test('a server that takes no version says nothing', () => {
    const { levels } = judged({ suites: {} });
    for (const { outcome, requirements } of levels) {
      expect(outcome).toBe('undetermined');
      expect(new Set(requirements.map((one) => one.outcome))).toEqual(new Set(['unknown']));
    }
  });

  test('TLS 1.3 alone has neither compression nor renegotiation', () => {
    const sample: Sample = {
      suites: { 'TLSv1.3': usual['TLSv1.3'] },
      features: { compression: null, secureRenegotiation: null, clientRenegotiation: null },
    };
    expect(rowsThatAre('not-applicable', sample, 'high')).toEqual([
      'dhe',
      'compression-off',
      'secure-renegotiation',
      'client-renegotiation-off',
    ]);
    expect(outcomes(sample)['high']).toBe('met');
  });

  test.each(tlsProfiles().map(({ id }) => id))('no fact at all meets no level of %s', (id) => {
    const facts = sampleFacts({ suites: {} });
    const none = { ...facts, protocols: [], groups: [], chains: [], http: null };
    const { levels } = judgeTls(none, tlsProfile(id as TlsProfileId), { now });
    expect(levels.map(({ outcome }) => outcome)).toEqual(levels.map(() => 'undetermined'));
  });
});

describe('time', () => {
  test('the day on which a certificate ends is known', () => {
    const sample = { suites: usual };
    expect(row(sample, 'recommended-certificate-valid')).toMatchObject({
      outcome: 'pass',
      validUntil: '2026-12-30T00:00:00.000Z',
    });
    expect(row(sample, 'recommended-certificate-ends')).toMatchObject({
      outcome: 'pass',
      validUntil: '2026-12-16T00:00:00.000Z',
    });
    const at = new Date('2026-12-16T00:00:00.000Z');
    expect(row(sample, 'recommended-certificate-ends', at)).toMatchObject({
      outcome: 'warning',
      validUntil: '2026-12-30T00:00:00.000Z',
    });
  });

  test('a certificate that begins later repairs itself', () => {
    const sample = { suites: usual, leaf: { notBefore: '2026-12-01T00:00:00.000Z' } };
    expect(row(sample, 'recommended-certificate-valid')).toMatchObject({
      outcome: 'fail',
      validUntil: '2026-12-01T00:00:00.000Z',
    });
  });

  const rsa: Sample = {
    suites: recommended,
    leaf: { keyType: 'rsa', keyBits: 2048, notAfter: '2031-06-01T00:00:00.000Z' },
  };
  test.each(['recommended-dhe', 'recommended-certificate-key'])(
    '%s of 2048 bits is good until 2030',
    (id) => {
      expect(row(rsa, id)).toMatchObject({ outcome: 'pass', validUntil: '2030-12-31T15:00:00.000Z' });
      expect(row(rsa, id, new Date('2030-12-31T14:59:59.999Z'))?.outcome).toBe('pass');
      expect(row(rsa, id, new Date('2030-12-31T15:00:00.000Z'))).toMatchObject({
        outcome: 'fail',
        validUntil: null,
      });
    },
  );
});

describe('the record of comparison', () => {
  const record = (row: string, result: 'same' | 'differs'): Verification => ({
    profile: ipa.id,
    row,
    result,
    confirmedBy: '点検係',
    confirmedOn: '2026-11-20',
    page: '43',
  });
  const all = ipa.rows.filter(({ origin }) => origin === 'source').map(({ id }) => record(id, 'same'));
  const level = (verified: Verification[], sample: Sample = { suites: usual }) =>
    judged(sample, 'ipa-tls-3.1.1', verified).levels.find((one) => one.level === 'recommended');

  test('takes the remark away once every row of the level was compared', () => {
    expect(level(all)).toMatchObject({ outcome: 'met', byUnverifiedRows: false });
    expect(level(all.filter(({ row: id }) => id !== 'recommended-hsts'))?.byUnverifiedRows).toBe(true);
  });

  test('one compared row that fails is enough', () => {
    const weak = { suites: { ...usual, SSLv3: ['0x0005'] } };
    expect(level([], weak)).toMatchObject({ outcome: 'not-met', byUnverifiedRows: true });
    expect(level([record('recommended-old-protocols-off', 'same')], weak)?.byUnverifiedRows).toBe(false);
  });

  test.each(['recommended-dhe', 'recommended-hsts'])(
    'a row that differs, %s, keeps the level from being met',
    (id) => {
      const found = level([...all, record(id, 'differs')]);
      expect(found).toMatchObject({ outcome: 'undetermined' });
      expect(found?.requirements.find(({ requirement }) => requirement === id)).toMatchObject({
        outcome: 'unknown',
        verified: false,
      });
    },
  );

  test('a row that differs fails nobody', () => {
    const weak = { suites: { ...usual, 'TLSv1.0': ['0xC013'] } };
    expect(level([], weak)?.outcome).toBe('not-met');
    expect(level([record('recommended-old-protocols-off', 'differs')], weak)?.outcome).toBe('undetermined');
  });

  test('a record of another profile says nothing', () => {
    const other = all.map((one) => ({ ...one, profile: 'mozilla-5.7' }));
    expect(level(other)?.byUnverifiedRows).toBe(true);
  });

  test('what cannot be read in a line makes it a difference', () => {
    const entry = {
      profile: ipa.id,
      row: 'recommended-dhe',
      confirmedBy: 'x',
      confirmedOn: '2026/3/1',
      page: '',
    };
    const results = ['一致', 'ＯＫ', '相違', '多分', ''].map(
      (result) => verifications([{ ...entry, result }])[0]?.result,
    );
    expect(results).toEqual(['same', 'same', 'differs', 'differs', 'differs']);
    expect(verifications([{ ...entry, result: '一致', confirmedOn: '2026-02-30' }])[0]?.result).toBe(
      'differs',
    );
    expect(verifications([{ ...entry, result: '一致' }])[0]?.confirmedOn).toBe('2026-03-01');
  });
});
