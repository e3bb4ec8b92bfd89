import type { LevelOutcome, RequirementOutcome, Strength } from '@tenken/controls';
import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { Cell } from './table.ts';

/** Signs, words and styles of a row's outcome; the signs are those of findings. */
export const requirementWords: Record<RequirementOutcome, Text & { sign: string; style: Cell['style'] }> = {
  pass: { sign: '〇', ...text('適合', 'pass'), style: 'green' },
  fail: { sign: '×', ...text('不適合', 'fail'), style: ['red', 'bold'] },
  warning: { sign: '△', ...text('注意', 'warning'), style: 'yellow' },
  unknown: { sign: '？', ...text('未確認', 'unknown'), style: 'yellow' },
  'not-applicable': { sign: '－', ...text('対象外', 'not applicable'), style: 'gray' },
};

export const levelWords: Record<LevelOutcome, Text & { sign: string; style: Cell['style'] }> = {
  met: { sign: '〇', ...text('満たす', 'met'), style: 'green' },
  'not-met': { sign: '×', ...text('満たさない', 'not met'), style: ['red', 'bold'] },
  undetermined: { sign: '？', ...text('判断できない', 'undetermined'), style: 'yellow' },
};

export const strengthWords: Record<Strength, Text> = {
  mandatory: text('遵守項目', 'mandatory (遵守項目)'),
  recommended: text('推奨項目', 'recommended (推奨項目)'),
};

export const unverifiedWords = text(
  '原文未照合の行による',
  "by rows that nobody has compared with the issuer's text",
);
/** Where a stricter level than the one that is asked for says something else: it counts. */
export const stricterWords: Record<LevelOutcome, Text> = {
  met: text(
    '〇 より厳しい水準を満たすので、求める水準の強さがある',
    '〇 It meets a stricter level, and so is as strong as the level asks.',
  ),
  undetermined: text(
    '？ より厳しい水準を満たすかどうかが分からないので、判断できない',
    '？ Whether it meets a stricter level is not known, so nothing can be said.',
  ),
  'not-met': text('× 求める水準の強さがない', '× It is not as strong as the level asks.'),
};

/** What the mark means, and what takes it away. */
export function unverifiedHint(profile: string): Text {
  const page = `controls/docs/profile-${profile}.md`;
  return text(
    `※原文未照合: この行を発行者の本文と照合した記録がない。照合のしかたは ${page}、記録は --verified で渡す。`,
    `* not compared: there is no record that this row was compared with the issuer's text. How to: ${page}; the record is given with --verified.`,
  );
}

export const unverifiedRow = text('※原文未照合', '* not compared');

export const tlsWords = {
  ja: {
    protocols: ['版', '受入', '順序', '鍵交換DH', '根拠'],
    suites: ['版', '印', '番号', '暗号スイート'],
    groups: ['版', '鍵交換グループ'],
    schemes: ['版', '署名方式'],
    certificates: ['鎖', '主体者', '発行者', '鍵', '署名', '有効期限', '残り'],
    features: ['機能', '結果'],
    requirements: ['判定', '要求', '観測', '期待'],
    yes: '〇 あり',
    no: 'なし',
    unknown: '？ 不明',
    server: 'サーバー優先',
    client: 'クライアント優先',
    bits: 'ビット',
    days: '日',
    ended: '期限切れ',
    incomplete: '一覧は未完',
    connections: '接続',
    seconds: '秒',
    name: '名前',
    legend: '印（求める水準で）: 〇 一覧にある　× 禁止　△ 一覧にも禁止にもない',
    notMeasured: '測定できない',
    unread: '証明書を読めない',
    clientCertificate: 'クライアント証明書の要求',
    needsName: 'サーバーは接続先の名前（SNI）で応答を決めている。証明書にある名前を --name で指定する。',
    unknownName: 'サーバーはこの名前（SNI）に応じない。別の名前は --name で指定する。',
    done: '完了',
  },
  en: {
    protocols: ['version', 'accepted', 'order', 'DH', 'settled by'],
    suites: ['version', 'mark', 'code', 'cipher suite'],
    groups: ['version', 'key-exchange groups'],
    schemes: ['version', 'signature schemes'],
    certificates: ['chain', 'subject', 'issuer', 'key', 'signature', 'valid until', 'left'],
    features: ['feature', 'result'],
    requirements: ['outcome', 'requirement', 'observed', 'expected'],
    yes: '〇 yes',
    no: 'no',
    unknown: '？ unknown',
    server: "server's",
    client: "client's",
    bits: ' bit',
    days: ' days',
    ended: 'ended',
    incomplete: 'list is not complete',
    connections: 'connections',
    seconds: 's',
    name: 'name',
    legend: 'Marks, at the level that is asked for: 〇 listed, × forbidden, △ neither',
    notMeasured: 'not measured',
    unread: 'certificate not read',
    clientCertificate: 'client certificate requested',
    needsName: 'The server answers by name (SNI): say with --name what its certificate is for.',
    unknownName: 'The server does not answer to this name (SNI): --name says another.',
    done: 'done',
  },
} as const;

const features: Record<string, Text> = {
  secureRenegotiation: text('安全な再ネゴシエーション（RFC 5746）', 'secure renegotiation (RFC 5746)'),
  clientRenegotiation: text('クライアントからの再ネゴシエーション', 'renegotiation begun by a client'),
  compression: text('TLS圧縮', 'TLS compression'),
  extendedMasterSecret: text('拡張マスターシークレット', 'extended master secret'),
  encryptThenMac: text('Encrypt-then-MAC', 'encrypt-then-MAC'),
  sessionTickets: text('セッションチケット', 'session tickets'),
  fallbackScsv: text('ダウングレード防止（FALLBACK_SCSV）', 'fallback SCSV'),
  heartbeat: text('Heartbeat', 'heartbeat'),
  ocspStapled: text('OCSPステープリング', 'OCSP stapling'),
  alpn: text('ALPN', 'ALPN'),
};

export function featureName(name: string): Text {
  return own(features, name) ?? text(name, name);
}

/** What answered instead of TLS; names of protocols stay as they are. */
export function seenWords(seen: string): Text {
  return own(seenTexts, seen) ?? text(`${seen} が応答した`, `${seen} answered`);
}

const seenTexts: Record<string, Text> = {
  'no-address': text('アドレスがない', 'no address'),
  silent: text(
    '接続はできるが応答がない（ポート番号と、--starttls の要否を確かめる）',
    'connected, and there was no answer: check the port, and whether it needs --starttls',
  ),
  dropped: text(
    '応答せず切断された（ポート番号と、接続元の制限を確かめる）',
    'it hung up without an answer: check the port, and from where it takes connections',
  ),
  'too-long': text('応答が長すぎる', 'the answer was too long'),
  other: text('TLSでない応答があった（ポート番号を確かめる）', 'what answered is no TLS: check the port'),
  'refused-connection': text(
    '接続を拒否された（ポート番号と、サービスが動いているかを確かめる）',
    'the connection was refused: check the port, and whether the service runs',
  ),
  'no-connection': text(
    '接続できない（アドレスと、途中のファイアウォールを確かめる）',
    'there was no connection: check the address, and firewalls on the way',
  ),
  'out-of-time': text('時間切れ（--timeout で延ばせる）', 'out of time: --timeout gives it more'),
  'no-starttls': text(
    'STARTTLSに応じない（--starttls の値とサーバーの設定を確かめる）',
    'it does not begin TLS when asked: check --starttls, and how the server is set up',
  ),
  http: text(
    '暗号化なしのHTTPが応答した（TLSのポートを指定する）',
    'HTTP without encryption answered: name the port of TLS',
  ),
  ssh: text('SSHが応答した（tenken ssh で調べる）', 'SSH answered: tenken ssh measures it'),
  'smtp-or-ftp': text(
    'SMTPまたはFTPが応答した（--starttls を付ける）',
    'SMTP or FTP answered: add --starttls smtp or ftp',
  ),
  imap: text('IMAPが応答した（--starttls imap を付ける）', 'IMAP answered: add --starttls imap'),
  pop3: text('POP3が応答した（--starttls pop3 を付ける）', 'POP3 answered: add --starttls pop3'),
  mysql: text('MySQLが応答した（--starttls mysql を付ける）', 'MySQL answered: add --starttls mysql'),
  postgresql: text(
    'PostgreSQLが応答した（--starttls postgresql を付ける）',
    'PostgreSQL answered: add --starttls postgresql',
  ),
};
