import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessmentSummary } from '../../../../src/api/assessment-schemas.ts';
import { stateQuery } from '../../api/desk-queries.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { Instant } from '../../parts/instant.tsx';
import classes from './desk.module.css';
import { DeskRefusal } from './desk-refusal.tsx';
import { useDeskSend } from '../../api/use-send.ts';

const steps = [
  { name: 'freeze', path: 'freezing', done: 'frozen', before: null },
  { name: 'review', path: 'review', done: 'reviewed', before: 'frozen' },
  { name: 'close', path: 'closing', done: 'closed', before: 'reviewed' },
] as const;

/** 作成者, 確認者, 承認者: three people, each with the name that the form prints. */
export function Steps({ summary }: { summary: AssessmentSummary }) {
  const { t } = useTranslation();
  const may = useMay()('assessments:sign');
  return (
    <>
      {may ? null : <p className={classes.soft}>{t('desk.finish.mayNotSign')}</p>}
      <div className={classes.steps}>
        {steps.map((step) => {
          const signed = summary[step.done];
          const isNext = signed === null && (step.before === null || summary[step.before] !== null);
          return (
            <div key={step.name} className={classes.step} data-done={signed !== null}>
              <h3>{t(`desk.finish.${step.name}.title`)}</h3>
              {signed ? (
                <p>
                  {signed.name} <span className={classes.soft}>{signed.account}</span>
                  <br />
                  <Instant at={signed.at} />
                </p>
              ) : isNext ? (
                <p>{t(`desk.finish.${step.name}.next`)}</p>
              ) : (
                <p className={classes.soft}>{t('desk.finish.notYet')}</p>
              )}
              {isNext && may ? <Sign summary={summary} step={step} /> : null}
            </div>
          );
        })}
      </div>
    </>
  );
}

function Sign({ summary, step }: { summary: AssessmentSummary; step: (typeof steps)[number] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const session = useQuery(sessionQuery()).data;
  const own = `account:${session?.account.name ?? ''}`;
  const { sending, error, send } = useDeskSend();
  const [combined, setCombined] = useState(false);
  const prepared = step.name !== 'freeze' && summary.frozen?.account === own;
  const reviewed = step.name === 'close' && summary.reviewed?.account === own;

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget));
    const { asOf, ...rest } = fields;
    const json = {
      ...rest,
      ...(typeof asOf === 'string' && asOf !== '' ? { asOf } : {}),
      ...(reviewed ? { reviewerApproves: combined } : {}),
    };
    const path = `/assessments/${encodeURIComponent(summary.id)}/${step.path}`;
    if (await send({ method: 'POST', path, json })) {
      await queries.invalidateQueries({ queryKey: stateQuery(summary.id).queryKey });
    }
  }

  if (prepared) return <p className={classes.soft}>{t('desk.finish.somebodyElse')}</p>;
  return (
    <form className={classes.stack} onSubmit={(event) => void submit(event)}>
      <TextInput
        name="person"
        label={t('desk.finish.printedName')}
        description={t('desk.finish.printedNameHint')}
        defaultValue={session?.account.displayName ?? ''}
        maxLength={100}
        required
      />
      {step.name === 'freeze' ? (
        <TextInput
          type="date"
          name="asOf"
          label={t('desk.finish.asOf')}
          description={t('desk.finish.asOfHint')}
        />
      ) : null}
      {reviewed ? (
        <Checkbox
          label={t('desk.finish.reviewerApproves')}
          checked={combined}
          onChange={(event) => setCombined(event.currentTarget.checked)}
        />
      ) : null}
      <Button type="submit" loading={sending} disabled={reviewed && !combined}>
        {t(`desk.finish.${step.name}.do`)}
      </Button>
      <DeskRefusal error={error} />
    </form>
  );
}
