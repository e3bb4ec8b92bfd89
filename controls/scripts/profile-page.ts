import type { SshProfile, TlsProfile } from '@tenken/controls';
import { sshRows } from '@tenken/controls';
import type { Text } from '@tenken/shared';
import { both, generated, row } from './markdown.ts';

const strengths = { mandatory: '遵守 / mandatory', recommended: '推奨 / recommended' };

/** What a person who holds the rows against the issuer's text needs: every row by its id, level by level. */
export function profilePage(profile: TlsProfile): string {
  const { levels, rows, notMeasurable, suiteLists, groupLists } = profile;
  const { document, issuer, edition, date, url, note } = profile.source;
  return `${head(profile, {
    facts: [
      ['出典 / source', both(document)],
      ['発行者 / issuer', issuer],
      ['版 / edition', edition],
      ['公表日 / date', date ?? '－'],
      ['URL', url],
    ],
    note,
    command: 'tenken tls',
  })}${levels
    .map(
      (level) => `
## ${both(level.title)}
${row('行 / row', '強さ / strength', '要求 / requirement', '判定 / check', '参照 / reference', '照合 / compared')}
${row('---', '---', '---', '---', '---', '---')}
${rows
  .filter((one) => one.level === level.id)
  .map((one) =>
    row(
      `\`${one.id}\``,
      strengths[one.strength],
      both(one.title),
      `\`${JSON.stringify(one.check)}\``,
      one.reference ?? '－',
      compared(one.origin, one.verified && `${one.verified.by} ${one.verified.on}`),
    ),
  )
  .join('\n')}
`,
    )
    .join('')}
## 外から測れない要求 / What no look from outside can tell
${row('id', '水準 / levels', '要求 / requirement', '理由 / reason')}
${row('---', '---', '---', '---')}
${notMeasurable.map((one) => row(`\`${one.id}\``, one.levels.join(', '), both(one.title), both(one.reason))).join('\n')}

## 一覧 / Lists
${Object.entries({ ...suiteLists, ...groupLists })
  .map(([name, list]) => `* \`${name}\`: ${list.map((one) => `${one.name} (${one.id})`).join(', ')}`)
  .join('\n')}
`;
}

/** The same of a profile for SSH: its rows, and the names and sizes that each of them rests on. */
export function sshProfilePage(profile: SshProfile): string {
  const { document, edition, url, note } = profile.source;
  return `${head(profile, {
    facts: [
      ['出典 / source', both(document)],
      ['版 / edition', edition],
      ['データの日付 / data as of', profile.asOf],
      ['URL', url],
    ],
    note,
    command: 'tenken ssh',
  })}
## 行 / Rows
${row('行 / row', '強さ / strength', '要求 / requirement', '一覧 / list', '照合 / compared')}
${row('---', '---', '---', '---', '---')}
${sshRows(profile)
  .map(({ id, strength, title, list, origin, verified }) =>
    row(
      `\`${id}\``,
      strengths[strength],
      both(title),
      list === null ? '－' : `\`${list}\``,
      compared(origin, verified && `Tenken ${profile.asOf}`),
    ),
  )
  .join('\n')}

## 一覧 / Lists
${profile.type === 'rows' ? verdictLists(profile) : policyLists(profile)}
`;
}

type RowProfile = Extract<SshProfile, { type: 'rows' }>;
type PolicyProfile = Extract<SshProfile, { type: 'policy' }>;

const verdicts = { pass: '〇', warn: '△', fail: '×' };

function verdictLists({ rows, hostKeyBits, groupBits }: RowProfile): string {
  const sizes = { 'host-key-bits': hostKeyBits, 'group-bits': groupBits };
  return `
〇 = 使ってよい / may be used、△ = 知らせる / is told、× = 使ってはならない / must not be used。期限の翌日から×。 / × from the day after the last day.

${row('一覧 / list', '名前 / names', '判定 / verdict', '理由 / reason', '期限 / last day')}
${row('---', '---', '---', '---', '---')}
${Object.entries(rows)
  .flatMap(([list, all]) =>
    all.map(({ names, verdict, because, until }) =>
      row(
        `\`${list}\``,
        names.map((name) => `\`${name}\``).join(', '),
        verdicts[verdict],
        because ? both(because) : '－',
        until ?? '－',
      ),
    ),
  )
  .join('\n')}

${row('行 / row', '×（ビット未満） / × below bits', '△（ビット未満） / △ below bits', '△の期限 / last day of △')}
${row('---', '---', '---', '---')}
${Object.entries(sizes)
  .map(([id, limit]) => row(`\`${id}\``, String(limit.failBelow), String(limit.warnBelow), limit.until))
  .join('\n')}`;
}

function policyLists(profile: PolicyProfile): string {
  const { lists, allowSubset, hostKeyBits, groupBits, allowLarger } = profile;
  const order = allowSubset
    ? 'この範囲であればよい。順序は問わない。 / Nothing but these, in any order.'
    : 'このとおりの順序。 / Exactly these, in this order.';
  const sizes = allowLarger ? '以上 / or more' : 'に限る / exactly';
  const keys = Object.entries(hostKeyBits).map(([type, bits]) => `\`${type}\` ${bits}`);
  return `
${order}

${Object.entries(lists)
  .map(([list, names]) => `* \`${list}\`: ${names.map((name) => `\`${name}\``).join(', ')}`)
  .join('\n')}
* \`host-key-bits\`: ${keys.join(', ')} (${sizes})
* \`group-bits\`: ${groupBits === null ? 'なし / none' : `${groupBits} (${sizes})`}`;
}

function head(
  { id, title }: { id: string; title: Text },
  { facts, note, command }: { facts: [string, string][]; note: Text; command: string },
): string {
  return `${generated}
# ${id}

${both(title)}

${row(...facts.map(([name]) => name))}
${row(...facts.map(() => '---'))}
${row(...facts.map(([, value]) => value))}

${note.ja}

${note.en}

照合した結果は、届出 \`compared-profile-rows\` か \`${command} --verified\` のファイル（判定基準、行、結果、確認者、確認日、頁）に書く。 / What was found by comparing goes into a declaration \`compared-profile-rows\` or the file of \`${command} --verified\`.
`;
}

function compared(origin: 'source' | 'product', by: string | false): string {
  if (origin === 'product') return '本製品が加えた行 / our own';
  return by === false ? '未照合 / no' : by;
}
