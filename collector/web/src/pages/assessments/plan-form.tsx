import { Button, TextInput, Textarea } from '@mantine/core';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessedItem, AssessmentState } from '../../../../src/api/assessment-schemas.ts';
import { useFormDraft } from '../../drafts/use-form-draft.ts';
import { Day } from '../../parts/instant.tsx';
import { ConfirmedButton } from '../admin/confirmed-button.tsx';
import { answerPath } from './answer-path.ts';
import classes from './desk.module.css';
import { DeskRefusal } from './desk-refusal.tsx';
import { theirsOf } from './theirs-of.ts';
import { TwoTexts } from './two-texts.tsx';
import { useDeskSend } from './use-desk-send.ts';

type Props = { state: AssessmentState; shown: AssessedItem; editable: boolean; saved: () => void };

/** What △ stands on: who does it, until when, and what. */
export function PlanForm({ state, shown, editable, saved }: Props) {
  const { t } = useTranslation();
  const { plan } = shown;
  const initial = { owner: plan?.owner ?? '', due: plan?.dueOn ?? '', text: plan?.text ?? '' };
  const draft = useFormDraft(`${state.assessment.id} ${shown.item.id} plan`, initial, shown.tag);
  const { sending, error, forget, send } = useDeskSend();
  const theirs = theirsOf(error);
  const { fields } = draft;
  const path = `${answerPath(state, shown.item.id)}/plan`;

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const tag = draft.isOpen ? draft.tag : shown.tag;
    if (!(await send({ method: 'PUT', path, json: { ...fields }, tag }))) return;
    draft.drop();
    saved();
  }

  async function withdraw(): Promise<void> {
    if (await send({ method: 'DELETE', path })) saved();
  }

  if (!editable || !shown.asked) {
    if (plan === null) return <p className={classes.soft}>{t('desk.noPlan')}</p>;
    return (
      <p>
        <Day on={plan.dueOn} /> <span lang="ja">{`· ${plan.owner} · ${plan.text}`}</span>
      </p>
    );
  }
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        data-field="owner"
        label={t('desk.owner')}
        required
        value={fields.owner}
        onChange={(event) => draft.type('owner', event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('desk.due')}
        required
        value={fields.due}
        onChange={(event) => draft.type('due', event.currentTarget.value)}
      />
      <Textarea
        className={classes.wide}
        label={t('desk.planText')}
        lang="ja"
        required
        autosize
        minRows={2}
        maxLength={10_000}
        value={fields.text}
        onChange={(event) => draft.type('text', event.currentTarget.value)}
      />
      <div className={`${classes.buttons} ${classes.wide}`}>
        <Button type="submit" variant="light" loading={sending}>
          {t('desk.savePlan')}
        </Button>
        {draft.isOpen ? (
          <Button variant="default" onClick={draft.drop}>
            {t('desk.dropTyped')}
          </Button>
        ) : null}
        {plan !== null && !draft.isOpen ? (
          <ConfirmedButton label={t('desk.withdrawPlan')} sending={sending} act={() => void withdraw()} />
        ) : null}
        {draft.isOpen ? <span className={classes.saveState}>{t('desk.keptHere')}</span> : null}
      </div>
      <div className={classes.wide}>
        {theirs === null ? (
          <DeskRefusal error={error} />
        ) : (
          <TwoTexts
            mine={`${fields.due} ${fields.owner}\n${fields.text}`}
            theirs={{
              text: theirs.event
                ? `${theirs.event.until ?? ''} ${theirs.event.person ?? ''}\n${theirs.event.text ?? ''}`
                : t('desk.takenBack'),
              name: theirs.event?.name ?? '',
              at: theirs.event?.at ?? '',
            }}
            keepMine={() => {
              draft.rebase(theirs.tag);
              forget();
            }}
            keepBoth={() => {
              draft.rebase(theirs.tag, { text: `${theirs.event?.text ?? ''}\n${fields.text}`.trim() });
              forget();
            }}
            takeTheirs={() => {
              draft.drop();
              forget();
              saved();
            }}
          />
        )}
      </div>
    </form>
  );
}
