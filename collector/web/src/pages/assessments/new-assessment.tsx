import { Button, NativeSelect, NumberInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessmentSummary } from '../../../../src/api/assessment-schemas.ts';
import { choicesQuery, systemsQuery } from '../../api/desk-queries.ts';
import { useText } from '../../i18n/use-text.ts';
import { Loaded } from '../../parts/loaded.tsx';
import adminClasses from '../admin/admin.module.css';
import { DeskRefusal } from './desk-refusal.tsx';
import { useDeskSend } from '../../api/use-send.ts';

/** Opens an assessment: which system, which form, which of its rules, and the fiscal year. */
export function NewAssessment() {
  const { t } = useTranslation();
  const text = useText();
  const navigate = useNavigate();
  const choices = useQuery(choicesQuery());
  const systems = useQuery(systemsQuery());
  const [checklist, setChecklist] = useState<string | null>(null);
  const { sending, error, send } = useDeskSend();

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const { year, ...rest } = Object.fromEntries(new FormData(event.currentTarget));
    const json = { ...rest, year: Number(year) };
    const made = await send<AssessmentSummary>({ method: 'POST', path: '/assessments', json });
    if (made) await navigate({ to: '/assessments/$id', params: { id: made.answer.id } });
  }

  return (
    <Loaded query={choices} what="part">
      {({ checklists, fiscalYear }) => {
        const chosen = checklists.find(({ id }) => id === checklist) ?? checklists[0];
        return (
          <form className={adminClasses.form} onSubmit={(event) => void submit(event)}>
            <NativeSelect
              name="system"
              label={t('systems.singular')}
              data={(systems.data?.systems ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              required
            />
            <NativeSelect
              name="checklist"
              label={t('checklist.plural')}
              data={checklists.map(({ id, title }) => ({ value: id, label: text(title) }))}
              value={chosen?.id ?? ''}
              onChange={(event) => setChecklist(event.currentTarget.value)}
            />
            <NativeSelect
              name="rule"
              label={t('desk.rule')}
              data={(chosen?.rules ?? []).map(({ id, title }) => ({ value: id, label: text(title) }))}
            />
            <NumberInput
              name="year"
              label={t('desk.year')}
              min={2000}
              max={2200}
              defaultValue={fiscalYear}
              required
            />
            <Button type="submit" loading={sending} disabled={systems.data?.systems.length === 0}>
              {t('desk.open')}
            </Button>
            <DeskRefusal error={error} />
          </form>
        );
      }}
    </Loaded>
  );
}
