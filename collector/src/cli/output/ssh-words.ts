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
  silent: text('応答がない。ポート番号を確かめる。', 'There is no answer. Check the port.'),
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
  'refused-connection': text(
    '接続を拒否された。ポート番号と、サービスが動いているかを確かめる。',
    'The connection was refused. Check the port, and whether the service runs.',
  ),
  'no-connection': text(
    '接続できない。アドレスと、途中のファイアウォールを確かめる。',
    'No connection could be made. Check the address, and firewalls on the way.',
  ),
  'out-of-time': text('時間切れ。--timeout で延ばせる。', 'The time is up. --timeout gives it more.'),
  other: text('SSHでない応答があった。ポート番号を確かめる。', 'The answer is no SSH. Check the port.'),
  'smtp-or-ftp': text('SSHでなくSMTP又はFTPが応答した。', 'SMTP or FTP answers, not SSH.'),
};

export function sshSeenWords(what: string): Text {
  const name = what.toUpperCase();
  return own(seen, what) ?? text(`SSHでなく${name}が応答した。`, `${name} answers, not SSH.`);
}
