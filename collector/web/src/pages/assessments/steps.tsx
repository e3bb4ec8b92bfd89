import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessmentSummary } from '../../../../src/api/assessment-schemas.ts';
import { stateQuery } from '../../api/desk-queries.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { Instant } from '../../parts/instant.tsx';
import { ConfirmStep } from './confirm-step.tsx';
import classes from './desk.module.css';
import { DeskRefusal } from './desk-refusal.tsx';
import { SendBack } from './send-back.tsx';
import { useDeskSend } from '../../api/use-send.ts';

const steps = [
  { name: 'freeze', path: 'freezing', done: 'frozen', before: null },
  { name: 'review', path: 'review', done: 'reviewed', before: 'frozen' },
  { name: 'close', path: 'closing', done: 'closed', before: 'reviewed' },
] as const;

type StepOf = { summary: AssessmentSummary; step: (typeof steps)[number] };

/** 作成者, 確認者, 承認者: three people, each with the name that the form prints. */
export function Steps({ summary }: { summary: AssessmentSummary }) {
  const { t } = useTranslation();
  const may = useMay()('assessments:sign');
  const head = useRef<HTMLDivElement>(null);
  return (
    <>
      {may ? null : <p className={classes.soft}>{t('desk.finish.mayNotSign')}</p>}
      <div ref={head} tabIndex={-1} className={classes.steps}>
        {steps.map((step) => (
          <Step
            key={step.name}
            summary={summary}
            step={step}
            may={may}
            sentBack={() => head.current?.focus()}
          />
        ))}
      </div>
    </>
  );
}

function Step({ summary, step, may, sentBack }: StepOf & { may: boolean; sentBack: () => void }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const signedHere = useRef(false);
  const own = `account:${useQuery(sessionQuery()).data?.account.name ?? ''}`;
  const signed = summary[step.done];
  const isNext = signed === null && (step.before === null || summary[step.before] !== null);
  const prepared = step.name !== 'freeze' && summary.frozen?.account === own;

  // The form is gone by then: who works by keyboard or by ear goes on where the name now stands.
  useEffect(() => {
    if (signed !== null && signedHere.current) heading.current?.focus();
    signedHere.current = false;
  }, [signed]);

  return (
    <div className={classes.step} data-done={signed !== null}>
      <h3 ref={heading} tabIndex={-1}>
        {t(`desk.finish.${step.name}.title`)}
      </h3>
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
      {isNext && may && prepared ? <p className={classes.soft}>{t('desk.finish.somebodyElse')}</p> : null}
      {isNext && may && !prepared ? (
        <>
          <Sign summary={summary} step={step} own={own} done={() => (signedHere.current = true)} />
          {step.name === 'freeze' ? null : <SendBack summary={summary} done={sentBack} />}
        </>
      ) : null}
    </div>
  );
}

function Sign({ summary, step, own, done }: StepOf & { own: string; done: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const session = useQuery(sessionQuery()).data;
  const { sending, error, send } = useDeskSend();
  const [combined, setCombined] = useState(false);
  const [asked, setAsked] = useState<{ person: string; asOf: string } | null>(null);
  const reviewed = step.name === 'close' && summary.reviewed?.account === own;

  function ask(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const { person = '', asOf = '' } = Object.fromEntries(new FormData(event.currentTarget)) as {
      [Name in 'person' | 'asOf']?: string;
    };
    setAsked({ person, asOf });
  }

  async function sign({ person, asOf }: { person: string; asOf: string }): Promise<void> {
    const json = {
      person,
      ...(asOf === '' ? {} : { asOf }),
      ...(summary.frozen ? { frozenAt: summary.frozen.at } : {}),
      ...(reviewed ? { reviewerApproves: combined } : {}),
    };
    const path = `/assessments/${encodeURIComponent(summary.id)}/${step.path}`;
    const answer = await send({ method: 'POST', path, json });
    setAsked(null);
    if (!answer) return;
    done();
    await queries.invalidateQueries({ queryKey: stateQuery(summary.id).queryKey });
  }

  return (
    <form className={classes.stack} onSubmit={ask}>
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
      <Button type="submit" disabled={reviewed && !combined}>
        {t(`desk.finish.${step.name}.do`)}
      </Button>
      <DeskRefusal error={error} />
      <ConfirmStep
        summary={summary}
        step={step.name}
        asked={asked}
        sending={sending}
        act={(one) => void sign(one)}
        cancel={() => setAsked(null)}
      />
    </form>
  );
}
