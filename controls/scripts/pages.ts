import type { AnyControl, Checklist, ChecklistItem } from '@tenken/controls';
import { own, platforms } from '@tenken/shared';
import type { Platform } from '@tenken/shared';
import { both, generated, rightsOf, row } from './markdown.ts';

/** What an auditor reads about one control. */
export function controlPage(control: AnyControl, checklists: readonly Checklist[]): string {
  const kinds = Object.values(control.needs);
  const defaults = control.params.parse({});
  return `${generated}
# ${control.id}

${both(control.title)}

${control.description.ja}

${control.description.en}

## 証跡 / Evidence
${row('証跡 / kind', ...platforms)}
${row('---', ...platforms.map(() => '---'))}
${kinds
  .map((kind) =>
    row(
      `[${kind.id}](evidence-${kind.id}.md) ${both(kind.title)}`,
      ...platforms.map((platform) => rightsOf(kind.probes[platform]?.rights)),
    ),
  )
  .join('\n')}

読むものと手での確認は証跡のページにある。 / The pages of the evidence tell what is read, and how to look by hand.

## 判定基準 / Parameters
${
  Object.keys(control.parameters).length === 0
    ? 'なし / none'
    : `${row('名前 / name', '既定値 / default', '意味 / meaning', '出典 / source')}
${row('---', '---', '---', '---')}
${Object.entries(control.parameters)
  .map(([name, note]) =>
    row(
      `\`${name}\``,
      `\`${JSON.stringify(own(defaults, name))}\`${note.unit ? ` ${note.unit}` : ''}`,
      both(note.meaning),
      note.declared
        ? `届出 / declared: \`${note.declared.kind}\` (${'fields' in note.declared ? note.declared.fields.join(', ') : note.declared.field}). ${both(note.source)}`
        : both(note.source),
    ),
  )
  .join('\n')}`
}

## 理由 / Reasons
${row('code', '日本語', 'English')}
${row('---', '---', '---')}
${Object.entries(control.reasons)
  .map(([code, reason]) => row(`\`${code}\``, reason.ja, reason.en))
  .join('\n')}

## 是正 / Repair
${platforms
  .flatMap((platform) => {
    const repair = control.remediation[platform];
    return repair ? [`### ${platform}\n\n${repair.ja}\n\n${repair.en}\n`] : [];
  })
  .join('\n')}
## 項目 / Items
${itemsOf(control.id, checklists)}
`;
}

/** Item by item: what answers it, how far, and on which systems. */
export function coverageMatrix(checklist: Checklist, controls: readonly AnyControl[]): string {
  const counts = new Map<string, number>();
  for (const { automation } of checklist.items) counts.set(automation, (counts.get(automation) ?? 0) + 1);
  return `${generated}
# ${checklist.title.ja}

${checklist.title.en}. ${checklist.source.edition}, ${checklist.source.issuer}. ${checklist.items.length} items: ${[
    ...counts,
  ]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([automation, count]) => `${count} ${automation}`)
    .join(', ')}.

- full: 管理策だけで項目の全てを確かめる。 / The controls alone answer all of the item.
- partial: 管理策が項目の一部を確かめ、残りは人が確かめる。 / They answer a part; people check the rest.
- manual: 人が確かめる。(related) の管理策は参考になるだけで、数えない。 / People check it; controls marked (related) are a hint and do not count.

理由の欄は、機器から分からないことと、人が何を確かめるかを示す。 / The last column says what does not show on machines, and what people check.

${row('#', '項目 / item', '重点', '◆', 'automation', 'controls', ...platforms, '理由・人が確認すること / why, and what people check')}
${row('---', '---', '---', '---', '---', '---', ...platforms.map(() => '---'), '---')}
${checklist.items.map((item) => itemRow(item, controls)).join('\n')}
`;
}

export function indexPage(controls: readonly AnyControl[], checklists: readonly Checklist[]): string {
  return `${generated}
# Controls and coverage

${row('control', '内容', 'what', ...platforms)}
${row('---', '---', '---', ...platforms.map(() => '---'))}
${controls
  .map((control) =>
    row(
      `[${control.id}](${control.id}.md)`,
      control.title.ja,
      control.title.en,
      ...platforms.map((platform) => (covers(control, platform) ? '○' : '')),
    ),
  )
  .join('\n')}

${checklists.map((checklist) => `- [${checklist.title.ja}](coverage-${checklist.id}.md)`).join('\n')}
`;
}

function itemRow(item: ChecklistItem, controls: readonly AnyControl[]): string {
  const mapped = item.controls.flatMap((mapping) => controls.filter(({ id }) => id === mapping.id));
  const counting = item.controls.filter(({ relationship }) => relationship !== 'related').map(({ id }) => id);
  return row(
    item.number,
    both(item.title),
    item.flags.priority ? (item.flags.priorityConfidence === 'low' ? '○?' : '○') : '',
    item.flags.aggregatorExempt ? '◆' : '',
    item.automation,
    item.controls.map(({ id, relationship }) => `${id} (${relationship})`).join(', '),
    ...platforms.map((platform) =>
      mapped.some((control) => counting.includes(control.id) && covers(control, platform))
        ? item.automation
        : '',
    ),
    item.manual ? both(item.manual) : '',
  );
}

function itemsOf(control: string, checklists: readonly Checklist[]): string {
  const lines = checklists.flatMap((checklist) =>
    checklist.items.flatMap((item) =>
      item.controls
        .filter(({ id }) => id === control)
        .map(
          ({ relationship }) =>
            `- [${checklist.title.ja}](coverage-${checklist.id}.md) ${item.number} ${both(item.title)} (${relationship})`,
        ),
    ),
  );
  return lines.join('\n') || 'なし / none';
}

function covers(control: AnyControl, platform: Platform): boolean {
  return Object.values(control.needs).every((kind) => kind.probes[platform] !== undefined);
}
