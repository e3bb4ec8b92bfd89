import type { Text } from '@tenken/shared';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { ja } from '../../i18n/messages.ts';
import { useText } from '../../i18n/use-text.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import classes from '../../parts/parts.module.css';

type Known = keyof typeof ja.deskRefusal;

function isKnown(code: string): code is Known {
  return Object.hasOwn(ja.deskRefusal, code);
}

/** Where the collector's own message names the row, the item or the column. */
const told: ReadonlySet<string> = new Set([
  'answer-sheet-invalid',
  'answer-sheet-mismatch',
  'assessment-blocked',
  'date-invalid',
  'ledger-invalid',
  'template-mismatch',
  'usage',
]);

/** Words for a code of the collector. */
export function useRefusalWords(): (code: string) => string {
  const { t } = useTranslation();
  return (code) => t(`deskRefusal.${isKnown(code) ? code : 'other'}`);
}

/** Why the collector did not do it: its own words where it has them in both languages, else those of the page. */
export function DeskRefusal({ error }: { error: Error | null }) {
  const text = useText();
  const words = useRefusalWords();
  if (error === null) return <FormProblem text={null} />;
  const problem = error instanceof ApiProblem ? error : null;
  const why = problem?.details['why'] as Text | undefined;
  const faults = (problem?.details['faults'] as Text[] | undefined) ?? [];
  const code = problem?.code ?? 'unreachable';
  // What nobody has put into words of this language is better read in English than not at all.
  const said = why ? text(why) : isKnown(code) ? words(code) : `${words('other')} (${error.message})`;
  return (
    <>
      <FormProblem text={said} />
      {problem && !why && told.has(code) && faults.length === 0 ? (
        <p className={classes.detail}>{problem.message}</p>
      ) : null}
      {faults.length === 0 ? null : (
        <ul>
          {faults.map((fault) => (
            <li key={fault.en}>{text(fault)}</li>
          ))}
        </ul>
      )}
    </>
  );
}
