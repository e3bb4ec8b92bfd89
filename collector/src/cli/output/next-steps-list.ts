import type { Language } from '@tenken/shared';
import { nextSteps, nextStepsOf } from '../../assessments/next-steps.ts';
import type { AssessmentRecord, ItemRecord } from '../../assessments/record.ts';
import { nextStepTitle, nextStepWords } from './assessment-words.ts';
import { plain } from './print.ts';
import { wrap } from './table.ts';

/**
 * What to do for the open ones of some items: by what is to be done, with the command, the items, and for those that a
 * person answers what they have to look at. Empty when none is open.
 */
export function nextStepsList(
  { assessment, system, checklist }: AssessmentRecord,
  items: readonly ItemRecord[],
  language: Language,
  width: number,
): string {
  const place = { assessment: assessment.id.slice(0, 8), system: system.id, checklist: checklist.id };
  const steps = new Map(nextSteps.map((step) => [step, [] as ItemRecord[]] as const));
  for (const item of items) for (const step of nextStepsOf(item)) steps.get(step)?.push(item);
  const lines = nextSteps.flatMap((step) => {
    const concerned = steps.get(step) ?? [];
    if (concerned.length === 0) return [];
    const { what, command } = nextStepWords[step];
    const ids = concerned.map(({ item }) => item.id);
    return [
      '',
      `■ ${what[language]}`,
      `  ${command(place)}`,
      ...(step === 'answer'
        ? concerned.flatMap(({ item }) => question(item, language, width))
        : wrap(ids.join(', '), width - 4).map((line) => `    ${line}`)),
    ];
  });
  return lines.length === 0 ? '' : [nextStepTitle[language], ...lines].join('\n');
}

function question({ id, manual, title }: ItemRecord['item'], language: Language, width: number): string[] {
  const indent = ' '.repeat(id.length + 2);
  const asked = wrap(plain((manual ?? title)[language]), width - indent.length - 4);
  return asked.map((line, index) => `    ${index === 0 ? `${id}  ` : indent}${line}`);
}
