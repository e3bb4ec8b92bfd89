import type { ProfileJudgement, RequirementJudgement } from '@tenken/controls';
import type { TlsFacts } from '@tenken/controls/evidence';
import { networkTarget, text } from '@tenken/shared';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { JudgeContext } from '../tls/judge.ts';
import type { Measurement } from '../tls/measure.ts';
import { tlsReport } from './tls-report.ts';

function row(
  requirement: string,
  outcome: RequirementJudgement['outcome'],
  strength: RequirementJudgement['strength'] = 'mandatory',
): RequirementJudgement {
  const title = text(requirement, requirement);
  const verified = requirement !== 'unread';
  return {
    requirement,
    strength,
    verified,
    title,
    outcome,
    observed: title,
    expected: title,
    validUntil: null,
  };
}

const judged: ProfileJudgement = {
  profile: 'p',
  levels: [
    {
      level: 'high',
      title: text('高い', 'high'),
      outcome: 'not-met',
      byUnverifiedRows: false,
      requirements: [
        row('fine-above', 'pass'),
        row('bad-above', 'fail'),
        row('hint', 'warning', 'recommended'),
      ],
    },
    {
      level: 'recommended',
      title: text('普通', 'usual'),
      outcome: 'undetermined',
      byUnverifiedRows: true,
      requirements: [
        row('advice', 'warning', 'recommended'),
        row('fine', 'pass'),
        row('unread', 'unknown'),
        row('bad', 'fail'),
      ],
    },
  ],
};

const nothing = {
  complete: true,
  answer: 'alert-70',
  ciphers: [],
  serverPreference: null,
  smallestDhBits: null,
};
const tls: TlsFacts = {
  protocols: [
    { ...nothing, protocol: 'TLSv1.0', offered: false },
    { ...nothing, protocol: 'TLSv1.1', offered: null, complete: false, answer: 'silent' },
    {
      ...nothing,
      protocol: 'TLSv1.2',
      offered: true,
      answer: 'accepted',
      ciphers: [
        { id: '0xC030', name: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' },
        { id: '0x000A', name: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA' },
      ],
      serverPreference: true,
    },
  ],
  groups: [
    {
      protocol: 'TLSv1.2',
      complete: false,
      accepted: [{ id: '0x001D', name: 'x25519' }],
      serverPreference: true,
    },
  ],
  signatureSchemes: [],
  features: {
    secureRenegotiation: true,
    clientRenegotiation: null,
    compression: false,
    extendedMasterSecret: null,
    encryptThenMac: null,
    sessionTickets: null,
    fallbackScsv: null,
    heartbeat: null,
    ocspStapled: null,
    alpn: ['h2', 'http/1.1'],
  },
  http: {
    status: 200,
    strictTransportSecurity: { maxAgeSeconds: 31_536_000, includeSubDomains: true, preload: false },
  },
  chains: [
    {
      issuer: 'private',
      matchesName: true,
      certificates: [
        {
          sha256: 'a'.repeat(64),
          subject: 'O=架空市\u001b[2J, CN=www.example.jp',
          issuer: 'CN=\u202eCA',
          serial: '01',
          names: [],
          notBefore: '2026-01-01T00:00:00.000Z',
          notAfter: '2026-12-01T12:00:00.000Z',
          keyType: 'rsa',
          keyBits: 2048,
          signatureHash: 'sha256',
          signatureOid: '1.2.840.113549.1.1.11',
          selfSigned: false,
          issuedByNext: null,
          namesOcspServer: false,
        },
      ],
    },
  ],
  certificatesUnread: null,
  clientCertificateRequested: false,
};

const measured: Measurement = {
  target: networkTarget('日本語.jp', 'tls'),
  address: '192.0.2.1',
  problem: null,
  seen: 'tls',
  tls,
  connections: 12,
  elapsedMs: 1234,
  measuredAt: new Date('2026-11-22T00:00:00Z'),
};

const context: JudgeContext = {
  profile: 'ipa-tls-3.1.1',
  level: 'recommended',
  verified: [],
  now: measured.measuredAt,
};
const options = { language: 'ja', width: 100 } as const;

test('the level that was asked for comes first, in it 遵守項目, in those the failures', () => {
  const report = tlsReport(measured, judged, context, options);
  const places = [
    '？ 普通',
    '遵守項目',
    'bad',
    'unread ※原文未照合',
    'fine',
    '推奨項目',
    'advice',
    '× 高い',
    'bad-above',
  ];
  const found = places.map((place) => report.indexOf(place));
  expect(found).toEqual(found.toSorted((a, b) => a - b));
  expect(found).not.toContain(-1);
  expect(report).toContain('？ 普通 [p]: 判断できない（原文未照合の行による）');
  // Of another level only what keeps it from being met.
  expect(report).not.toContain('fine-above');
  expect(report).not.toContain('hint');
});

test('what the server accepts is there, weak suites marked, nothing unknown left out', () => {
  const report = tlsReport(measured, judged, context, options);
  expect(report).toContain('日本語.jp:443 (xn--wgv71a119e.jp:443) → 192.0.2.1:443 (12 接続, 1.2 秒)');
  expect(report).toMatch(/TLSv1\.1 +？ 不明 .*silent \(一覧は未完\)|TLSv1\.1 +？ 不明 .*silent/u);
  expect(report).toMatch(/TLSv1\.2 +〇 +0xC030 +TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384/u);
  expect(report).toMatch(/× +0x000A +TLS_RSA_WITH_3DES_EDE_CBC_SHA/u);
  expect(report).toContain('x25519 (一覧は未完)');
  expect(report).toMatch(/2026-12-01 +9日/u);
  expect(report).toMatch(/HSTS \(HTTP 200\) +max-age=31536000; includeSubDomains/u);
  expect(report).toMatch(/ALPN +h2, http\/1\.1/u);
  expect(report).not.toContain('Heartbeat');
});

test('lines fit the terminal, and a certificate cannot move its cursor', () => {
  const report = tlsReport(measured, judged, context, { language: 'ja', width: 72 });
  expect(report).not.toMatch(/[\u202e]|\[2J/u);
  expect(Math.max(...report.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(74);
});

test('what was not measured says why, and judges nothing', () => {
  const silent = { ...measured, seen: 'smtp-or-ftp', tls: null } as const;
  expect(tlsReport(silent, null, context, options)).toContain('測定できない: SMTPまたはFTPが応答した');
  const unknown = { ...silent, seen: 'no-address', problem: text('名前なし', 'no name') } as const;
  const report = tlsReport(unknown, null, context, { language: 'en', width: 100 });
  expect(report).toContain('not measured: no name');
});
