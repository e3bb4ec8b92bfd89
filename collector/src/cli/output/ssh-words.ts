import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';

export const sshWords = {
  ja: {
    lists: ['一覧', '印', '方式', '向き'],
    keyExchanges: '鍵交換',
    hostKeyAlgorithms: 'ホスト鍵の署名方式',
    ciphers: '暗号',
    macs: 'メッセージ認証',
    compression: '圧縮',
    signals: '合図',
    hostKeys: ['ホスト鍵', 'ビット', '指紋（SHA-256）', '認証局'],
    groups: ['group exchange', '求めた範囲', '得た群'],
    bits: 'ビット',
    toServer: 'サーバー宛のみ',
    toClient: 'クライアント宛のみ',
    unread: '読めない鍵',
    differs: '接続ごとに一覧が異なる。複数のサーバーが応答している可能性がある。',
    legend: '印: 〇 問題なし　× 使ってはならない　△ リスト外又は期限付き　？ どの行にもない',
    notMeasured: '測定できない',
    connections: '接続',
    seconds: '秒',
    said: '応答',
  },
  en: {
    lists: ['list', 'mark', 'algorithm', 'direction'],
    keyExchanges: 'key exchanges',
    hostKeyAlgorithms: 'host key algorithms',
    ciphers: 'ciphers',
    macs: 'MACs',
    compression: 'compression',
    signals: 'signals',
    hostKeys: ['host key', 'bits', 'fingerprint (SHA-256)', 'authority'],
    groups: ['group exchange', 'asked for', 'got'],
    bits: ' bit',
    toServer: 'to server only',
    toClient: 'to client only',
    unread: 'keys not read',
    differs: 'The lists change from one connection to the next: several servers may answer.',
    legend: 'Marks: 〇 in order, × must not be used, △ off the list or for a limited time, ？ in no row',
    notMeasured: 'not measured',
    connections: 'connections',
    seconds: 's',
    said: 'answer',
  },
} as const;

const seen: Record<string, Text> = {
  silent: text('応答がない。', 'There is no answer.'),
  dropped: text('応答せずに切断された。', 'The connection was closed without an answer.'),
  'too-long': text('応答が終わらない。', 'The answer does not end.'),
  'not-understood': text(
    'SSHと名乗るが、続きを解釈できない。',
    'It says to be SSH, and what follows is none.',
  ),
  disconnected: text('理由を告げて切断された。', 'The server ended the connection.'),
  'turned-away': text(
    '接続の多さなどを理由に断られた。しばらく待って、やり直す。',
    'The server takes no connection from here for now. Wait a while, then try again.',
  ),
  'refused-connection': text('接続を拒否された。', 'The connection was refused.'),
  'no-connection': text('接続できない。', 'No connection could be made.'),
  'out-of-time': text('時間切れ。', 'The time is up.'),
  other: text('SSHでない応答があった。', 'The answer is no SSH.'),
};

export function sshSeenWords(what: string): Text {
  const name = what.toUpperCase();
  return own(seen, what) ?? text(`SSHでなく${name}が応答した。`, `${name} answers, not SSH.`);
}
