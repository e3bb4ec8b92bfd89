import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskChoices } from '../../../../src/api/assessment-schemas.ts';
import { firstAssessmentsQuery } from '../../api/start-queries.ts';
import { useSend } from '../../api/use-send.ts';
import { textField } from '../../format/text-field.ts';
import { useText } from '../../i18n/use-text.ts';
import { RefusalText } from '../../parts/refusal-text.tsx';
import classes from './start.module.css';

type Props = {
  choices: DeskChoices;
  system: { id: string; name: string; organisation: { kinds: Record<string, string> } };
};

/** Opens an assessment for each checklist that somebody chooses, for the fiscal year of today. */
export function ChecklistsStep({ choices, system }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const { sending, refused, send } = useSend();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const assessments = useQuery(firstAssessmentsQuery());
  const open = new Set(assessments.data?.assessments.map(({ checklist }) => checklist));

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    for (const checklist of chosen) {
      const rule = textField(fields, `rule ${checklist}`);
      // What was opened is open; the rest stays chosen, with the reason below.
      if (!(await send('POST', '/assessments', { system: system.id, checklist, rule }))) return;
      setChosen((before) => before.filter((one) => one !== checklist));
    }
  }

  return (
    <form className={classes.checklists} onSubmit={(event) => void submit(event)}>
      <p>{t('start.checklists.lead')}</p>
      {choices.checklists.map(({ id, title, items, kinds, rules }) => {
        const hasKind = kinds.length === 1 || Object.hasOwn(system.organisation.kinds, id);
        const state = open.has(id) ? 'open' : hasKind ? 'free' : 'kindless';
        return (
          <div key={id} className={classes.checklist}>
            <Checkbox
              label={text(title)}
              description={t(`start.checklists.${state}`, { items })}
              disabled={state !== 'free'}
              checked={state === 'open' || chosen.includes(id)}
              onChange={(event) => {
                const { checked } = event.currentTarget;
                setChosen((before) => (checked ? [...before, id] : before.filter((one) => one !== id)));
              }}
            />
            {state === 'kindless' ? (
              <Link to="/systems/$id" params={{ id: system.id }}>
                {t('start.checklists.chooseKind', { system: system.name })}
              </Link>
            ) : null}
            {chosen.includes(id) ? (
              <NativeSelect
                name={`rule ${id}`}
                label={t('start.checklists.rule')}
                data={rules.map((rule) => ({ value: rule.id, label: text(rule.title) }))}
              />
            ) : null}
          </div>
        );
      })}
      <Button type="submit" loading={sending} disabled={chosen.length === 0}>
        {t('start.checklists.submit')}
      </Button>
      <RefusalText code={refused} />
    </form>
  );
}
