import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import { platforms } from '@tenken/shared';
import type { Platform, Recording } from '@tenken/shared';
import { both, generated, rightsOf } from './markdown.ts';

const most = 40;
const sections = [
  ['commands', 'コマンド / commands'],
  ['files', 'ファイル / files'],
  ['folders', 'フォルダー / folders'],
  ['registry', 'レジストリ / registry'],
  ['cim', 'CIM'],
  ['hardware', 'ライブラリ / library'],
  ['exchanges', '通信 / exchanges'],
] as const;
type Section = (typeof sections)[number][0];

/** Where one kind of evidence comes from on each system, as its recordings show: what a person can look at as well. */
export function evidencePage(kind: AnyEvidenceKind, recordings: readonly Recording[]): string {
  return `${generated}
# ${kind.id}

${both(kind.title)}

記録した機器で実際に読んだもの。同じものを手で見れば、判定の元の値を確かめられる。\`powershell NAME\` は証跡のソースにある同名のスクリプト、\`sh -c SCRIPT\` は同じフォルダーにあるただ一つのスクリプトを指す。

What was read on machines that were recorded. Looking at the same by hand shows the values that were judged. \`powershell NAME\` is the script of that name in the sources of the evidence, \`sh -c SCRIPT\` the only one in its folder.
${frequency(kind)}
${platforms
  .filter((platform) => kind.probes[platform])
  .map((platform) => platformPart(kind, platform, recordings))
  .join('\n')}`;
}

function frequency({ everyHours }: AnyEvidenceKind): string {
  if (everyHours === undefined) return '';
  return `
定期の点検では${everyHours}時間に1度だけ読み、その間の報告には前に読んだものを、読んだ時刻とともに載せる。人が始めた点検では必ず読む。

Routine scans read it once in ${everyHours} hours; reports in between carry what was read before, with the time of reading. A scan that a person starts always reads it.
`;
}

function platformPart(kind: AnyEvidenceKind, platform: Platform, all: readonly Recording[]): string {
  const recordings = all.filter((recording) => recording.platform === platform);
  const parts = sections.flatMap(([section, title]) => {
    const asked = askedFor(recordings, section);
    if (asked.length === 0) return [];
    const rest = asked.length - most;
    const more = rest > 0 ? [`- …（他${rest}件 / ${rest} more）`] : [];
    return [`### ${title}`, '', ...asked.slice(0, most).map((one) => `- ${code(one)}`), ...more, ''];
  });
  const origins = [...new Set(recordings.map(({ origin }) => origin))].toSorted();
  return [
    `## ${platform}`,
    '',
    `権限 / rights: ${rightsOf(kind.probes[platform]?.rights)}`,
    '',
    ...parts,
    '### 記録の出所 / origins of the recordings',
    '',
    ...origins.map((origin) => `- ${origin}`),
    '',
  ].join('\n');
}

/** What gave an answer on some machine; what differs from machine to machine is named, not listed. */
function askedFor(recordings: readonly Recording[], section: Section): string[] {
  const answered = recordings.flatMap((recording) =>
    Object.entries(recording[section])
      .filter(([, answer]) => !(typeof answer === 'object' && answer !== null && 'error' in answer))
      .map(([key]) => shortened(generalized(key))),
  );
  return [...new Set(answered)].toSorted();
}

function generalized(key: string): string {
  return key
    .replace(/^sh -c "(?:[^"\\]|\\.)*"(?: sh\b)?/, 'sh -c SCRIPT')
    .replace(/^(sh -c SCRIPT \/\S+\/)\S+.*$/, '$1*')
    .replaceAll(/(\\n|\s)+/g, ' ')
    .replaceAll(/S-1-5-21(-\d+){3,4}/g, 'SID')
    .replaceAll(/\/proc\/\d+/g, '/proc/PID')
    .replaceAll(/\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}/g, '{GUID}')
    .replaceAll(/\/(home|Users)\/(?!Shared)[^/ ]+/g, '/$1/USER');
}

/** Before they are compared: what differs behind the cut would be the same line twice. */
function shortened(value: string): string {
  return value.length > 160 ? `${value.slice(0, 160)}…` : value;
}

function code(line: string): string {
  const fence = line.includes('`') ? '``' : '`';
  return `${fence}${line}${fence}`;
}
