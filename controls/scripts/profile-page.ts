import type { TlsProfile } from '@tenken/controls';
import { both, generated, row } from './markdown.ts';

const strengths = { mandatory: '遵守 / mandatory', recommended: '推奨 / recommended' };

/** What a person who holds the rows against the issuer's text needs: every row by its id, level by level. */
export function profilePage(profile: TlsProfile): string {
  const { id, title, source, levels, rows, notMeasurable, suiteLists, groupLists } = profile;
  return `${generated}
# ${id}

${both(title)}

${row('出典 / source', '発行者 / issuer', '版 / edition', '公表日 / date', 'URL')}
${row('---', '---', '---', '---', '---')}
${row(both(source.document), source.issuer, source.edition, source.date ?? '－', source.url)}

${source.note.ja}

${source.note.en}

照合した結果は、届出 \`compared-profile-rows\` か \`tenken tls --verified\` のファイル（判定基準、行、結果、確認者、確認日、頁）に書く。 / What was found by comparing goes into a declaration \`compared-profile-rows\` or the file of \`tenken tls --verified\`.
${levels
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
      one.origin === 'product'
        ? '本製品が加えた行 / our own'
        : one.verified
          ? `${one.verified.by} ${one.verified.on}`
          : '未照合 / no',
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
