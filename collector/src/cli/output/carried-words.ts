import type { Language } from '@tenken/shared';

type Words = Record<
  | 'label'
  | 'host'
  | 'fingerprint'
  | 'collectedAt'
  | 'number'
  | 'file'
  | 'sha256'
  | 'encryptedTo'
  | 'nobody'
  | 'version'
  | 'readable'
  | 'stored'
  | 'older'
  | 'duplicate'
  | 'quarantined'
  | 'accepted'
  | 'clock',
  string
> & { age: (ms: number) => string; stale: (hours: number) => string };

const hourMs = 60 * 60 * 1000;

/** What is said of files that are carried by hand. */
export const carriedWords: Record<Language, Words> = {
  ja: {
    label: '点検ファイル ラベル（媒体に添えて保管してください）',
    host: '機器名',
    fingerprint: '機器の鍵の指紋',
    collectedAt: '採取日時（機器の時計）',
    number: '報告番号',
    file: 'ファイル',
    sha256: 'SHA-256',
    encryptedTo: '暗号化先の鍵',
    nobody: 'なし（暗号化されていません）',
    version: '版',
    readable:
      'このファイルは暗号化されていません。媒体を拾った人が読めます（--encrypt-to で暗号化できます）。',
    stored: '取り込みました',
    older: '取り込みました。より新しい報告があるため、履歴だけに入ります',
    duplicate: '取り込み済みです。何も変わりません',
    quarantined: '隔離しました。同じ鍵を2台の機器が使っているようです。人の判断を待ちます',
    accepted: '新しい機器として受け入れました',
    clock: '時計のずれ: 測定なし',
    age: (ms) => `採取から${spanOf(ms, { days: '日', hours: '時間', less: '1時間未満' })}`,
    stale: (hours) => `採取から${hours}時間を超えているため、この証跡では判定できません（未確認）`,
  },
  en: {
    label: 'Report file: label (keep it with the medium)',
    host: 'Host',
    fingerprint: 'Fingerprint of its key',
    collectedAt: "Collected at (host's clock)",
    number: 'Number of the report',
    file: 'File',
    sha256: 'SHA-256',
    encryptedTo: 'Encrypted to the key',
    nobody: 'nobody: it is not encrypted',
    version: 'Version',
    readable: 'The file is not encrypted: whoever finds the medium can read it (--encrypt-to encrypts it).',
    stored: 'taken in',
    older: 'taken into history only: a newer report is known',
    duplicate: 'was taken in before; nothing has changed',
    quarantined: 'kept apart: two machines seem to use one key; it waits for a person',
    accepted: 'accepted as a new host',
    clock: 'clock error: not measured',
    age: (ms) => `${spanOf(ms, { days: ' d', hours: ' h', less: 'less than 1 h' })} old`,
    stale: (hours) => `collected more than ${hours} h ago: what rests on it is unknown`,
  },
};

function spanOf(ms: number, { days, hours, less }: { days: string; hours: string; less: string }): string {
  const whole = Math.floor(ms / hourMs);
  if (whole < 1) return less;
  return whole < 48 ? `${whole}${hours}` : `${Math.floor(whole / 24)}${days}`;
}
