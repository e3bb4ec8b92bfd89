/** What programs of Windows say to people, in the two languages: English beside Japanese. */
export type Language = 'en' | 'ja';

export const noSuchKey = {
  en: 'ERROR: The system was unable to find the specified registry key or value.\r\n',
  ja: 'エラー: 指定されたレジストリ キーまたは値が見つかりませんでした。\r\n',
};
export const keyDenied = {
  en: 'ERROR: Access is denied.\r\n',
  ja: 'エラー: アクセスが拒否されました。\r\n',
};
/** The value of a key without a name. */
export const nameless = { en: '(Default)', ja: '(既定)' };

/** `w32tm /query /status /verbose`: labels, in the order of the lines. */
const labels: readonly (readonly [en: string, ja: string])[] = [
  ['Leap Indicator', '閏インジケーター'],
  ['Stratum', '階層'],
  ['Precision', '精度'],
  ['Root Delay', 'ルート遅延'],
  ['Root Dispersion', 'ルート分散'],
  ['ReferenceId', '参照 ID'],
  ['Last Successful Sync Time', '最終正常同期時刻'],
  ['Source', 'ソース'],
  ['Poll Interval', 'ポーリング間隔'],
  ['Phase Offset', 'フェーズ オフセット'],
  ['ClockRate', 'クロック レート'],
  ['State Machine', 'ステート マシン'],
  ['Time Source Flags', 'タイム ソース フラグ'],
  ['Server Role', 'サーバーの役割'],
  ['Last Sync Error', '最終同期エラー'],
  ['Time since Last Good Sync Time', '最終正常同期時刻からの時間'],
];

/** Words in the values; those of sources, such as `Local CMOS Clock`, are not translated. */
const words: readonly (readonly [en: RegExp, ja: RegExp, toEn: string, toJa: string])[] = [
  [/\(no warning\)/, /\(警告なし\)/, '(no warning)', '(警告なし)'],
  [/\(not synchronized\)/, /\(同期未実行\)/, '(not synchronized)', '(同期未実行)'],
  [
    /\(secondary reference - syncd by \(S\)NTP\)/,
    /\(二次参照 - \(S\)NTP で同期\)/,
    '(secondary reference - syncd by (S)NTP)',
    '(二次参照 - (S)NTP で同期)',
  ],
  [/\((\S+) per tick\)/, /\(ティックごとに (\S+)\)/, '($1 per tick)', '(ティックごとに $1)'],
  [/\(source IP: +/, /\(ソース IP: +/, '(source IP:  ', '(ソース IP: '],
  [/\(source name: +/, /\(ソース名: +/, '(source name:  ', '(ソース名: '],
  [/\bunspecified\b/, /未指定/, 'unspecified', '未指定'],
  [/\(Sync\)/, /\(同期\)/, '(Sync)', '(同期)'],
  [/\(Unset\)/, /\(未設定\)/, '(Unset)', '(未設定)'],
  [/\(None\)/, /\(なし\)/, '(None)', '(なし)'],
  [
    /The command completed successfully\./,
    /コマンドは正しく完了しました。/,
    'The command completed successfully.',
    'コマンドは正しく完了しました。',
  ],
  [
    /The following error occurred: Access is denied\./,
    /次のエラーが発生しました: アクセスが拒否されました。/,
    'The following error occurred: Access is denied.',
    '次のエラーが発生しました: アクセスが拒否されました。',
  ],
];

/** What w32tm printed in one of the languages, as it says the same in this one. */
export function w32tmIn(language: Language, printed: string): string {
  let place = 0;
  const lines = printed.split('\r\n').map((line) => {
    const [, label, value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    const known = label === undefined ? undefined : labels[place];
    if (known === undefined || !known.includes(label ?? '')) return inWords(language, line);
    place += 1;
    return `${known[language === 'en' ? 0 : 1]}: ${dateIn(language, inWords(language, value))}`;
  });
  return lines.join('\r\n');
}

function inWords(language: Language, text: string): string {
  let translated = text;
  for (const [en, ja, toEn, toJa] of words) {
    translated = language === 'en' ? translated.replace(ja, toEn) : translated.replace(en, toJa);
  }
  return translated;
}

/** `11/20/2026 9:58:58 AM` and `2026/11/20 9:58:58`. */
function dateIn(language: Language, text: string): string {
  if (language === 'ja') {
    return text.replace(
      /^(\d+)\/(\d+)\/(\d{4}) (\d+):(\d\d:\d\d) ([AP])M$/,
      (_, month, day, year, hour, rest, half) =>
        `${year}/${month}/${day} ${(Number(hour) % 12) + (half === 'P' ? 12 : 0)}:${rest}`,
    );
  }
  return text.replace(
    /^(\d{4})\/(\d+)\/(\d+) (\d+):(\d\d:\d\d)$/,
    (_, year, month, day, hour, rest) =>
      `${month}/${day}/${year} ${Number(hour) % 12 || 12}:${rest} ${Number(hour) < 12 ? 'AM' : 'PM'}`,
  );
}
