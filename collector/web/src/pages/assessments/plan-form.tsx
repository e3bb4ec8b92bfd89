import { TextInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AssessedItem, AssessmentState } from '../../../../src/api/assessment-schemas.ts';
import classes from './desk.module.css';
import { PlanRead } from './plan-read.tsx';
import { SayingForm } from './saying-form.tsx';
import { useSaying } from './use-saying.ts';

type Props = { state: AssessmentState; shown: AssessedItem; editable: boolean; saved: () => void };

/** What △ stands on: who does it, until when, and what. */
export function PlanForm(props: Props) {
  const { shown, editable, saved } = props;
  const { t } = useTranslation();
  const { plan } = shown;
  const saying = useSaying('plan', props, {
    owner: plan?.owner ?? '',
    due: plan?.dueOn ?? '',
    text: plan?.text ?? '',
  });
  const { fields, type } = saying.draft;

  const read = <PlanRead plan={plan} />;
  if (!editable || !shown.asked) return read;
  return (
    <SayingForm
      read={read}
      saying={saying}
      words={{ save: t('desk.savePlan'), withdraw: t('desk.withdrawPlan') }}
      isSaved={plan !== null}
      submit={async () => {
        await saying.put({ ...fields });
      }}
      texts={{
        mine: `${fields.due} ${fields.owner}\n${fields.text}`,
        theirs: ({ until, person, text }) => `${until ?? ''} ${person ?? ''}\n${text ?? ''}`,
      }}
      joined="text"
      button="light"
      takeTheirs={saved}
    >
      <TextInput
        data-field="owner"
        label={t('desk.owner')}
        required
        value={fields.owner}
        onChange={(event) => type('owner', event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('desk.due')}
        required
        value={fields.due}
        onChange={(event) => type('due', event.currentTarget.value)}
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
        onChange={(event) => type('text', event.currentTarget.value)}
      />
    </SayingForm>
  );
}
