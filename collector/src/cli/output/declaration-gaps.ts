import type { Language } from '@tenken/shared';
import type { DeclarationGap } from '../../assessments/declaration-gaps.ts';
import { declarationTitles } from '../../assessments/declaration-titles.ts';

const shown = 12;

/** What has to be declared first, a line for each kind; nothing where nothing is missing. */
export function gapLines(gaps: readonly DeclarationGap[], systemId: string, language: Language): string[] {
  if (gaps.length === 0) return [];
  const lines = gaps.map(({ kind, state, reviewOn, items }) => {
    const title = declarationTitles[kind][language];
    const more = items.length > shown ? ', …' : '';
    const names = items.slice(0, shown).join(', ') + more;
    return {
      ja: `  ${kind}（${title}）: ${state === 'missing' ? '届出がない' : `見直し期限 ${reviewOn} が過ぎている`}。使う項目: ${names}`,
      en: `  ${kind} (${title}): ${state === 'missing' ? 'not declared' : `its review was due on ${reviewOn}`}; used by item ${names}`,
    }[language];
  });
  return [
    {
      ja: '先に届け出ること（届出があって初めて確かめられる項目がある）:',
      en: 'To be declared first, since items become checkable only with it:',
    }[language],
    ...lines,
    {
      ja: `  tenken system declare ${systemId} --kind KIND …（ひな型: --template FILE.csv）`,
      en: `  tenken system declare ${systemId} --kind KIND … (an empty file: --template FILE.csv)`,
    }[language],
  ];
}
