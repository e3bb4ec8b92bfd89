import { Button, FileInput, NativeSelect, TextInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessedItem, AssessmentState } from '../../../../src/api/assessment-schemas.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useUnsentFiles } from '../../drafts/use-unsent-files.ts';
import { useFormDraft } from '../../drafts/use-form-draft.ts';
import { ConfirmedButton } from '../admin/confirmed-button.tsx';
import { answerPath } from './answer-path.ts';
import { AttachedFiles } from './attached-files.tsx';
import { base64Of } from './base64.ts';
import classes from './desk.module.css';
import { DeskRefusal } from './desk-refusal.tsx';
import { theirsOf } from './theirs-of.ts';
import { TwoTexts } from './two-texts.tsx';
import { useDeskSend } from './use-desk-send.ts';

type Props = { state: AssessmentState; shown: AssessedItem; editable: boolean; saved: () => void };

/** 申告: what no machine sees, answered by a person until a day, with files. */
export function AnswerForm({ state, shown, editable, saved }: Props) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery());
  const { attestation } = shown;
  const [files, setFiles] = useState<File[]>([]);
  useUnsentFiles(files.length);
  const initial = {
    answer: attestation?.answer ?? 'done',
    note: attestation?.note ?? '',
    person: attestation?.person ?? session.data?.account.displayName ?? '',
    until: attestation?.expiresOn ?? '',
  };
  const draft = useFormDraft(`${state.assessment.id} ${shown.item.id} answer`, initial, shown.tag);
  const { sending, error, forget, send } = useDeskSend();
  const theirs = theirsOf(error);
  const path = `${answerPath(state, shown.item.id)}/attestation`;
  const { fields } = draft;

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const { person, ...rest } = fields;
    const json = {
      ...rest,
      ...(person.trim() === '' ? {} : { person }),
      keepFiles: (attestation?.attachments.length ?? 0) > 0,
      files: await Promise.all(
        files.map(async (file) => ({ name: file.name, content: await base64Of(file) })),
      ),
    };
    if (!(await send({ method: 'PUT', path, json, tag: draft.isOpen ? draft.tag : shown.tag }))) return;
    draft.drop();
    setFiles([]);
    saved();
  }

  async function withdraw(): Promise<void> {
    if (await send({ method: 'DELETE', path })) saved();
  }

  if (!editable || !shown.asked) {
    if (attestation === null) return <p className={classes.soft}>{t('desk.noAnswer')}</p>;
    return (
      <>
        <p>{`${t(`desk.answers.${attestation.answer}`)} · ${attestation.person} · ${attestation.expiresOn}`}</p>
        <p lang="ja">{attestation.note}</p>
        <AttachedFiles files={attestation.attachments} />
      </>
    );
  }
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <NativeSelect
        data-field="answer"
        label={t('desk.answerWord')}
        data={(['done', 'not-done', 'not-applicable'] as const).map((answer) => ({
          value: answer,
          label: t(`desk.answers.${answer}`),
        }))}
        value={fields.answer}
        onChange={(event) => draft.type('answer', event.currentTarget.value)}
      />
      <TextInput
        label={t('desk.person')}
        maxLength={100}
        value={fields.person}
        onChange={(event) => draft.type('person', event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('desk.until')}
        required
        value={fields.until}
        onChange={(event) => draft.type('until', event.currentTarget.value)}
      />
      <Textarea
        className={classes.wide}
        label={t('desk.note')}
        lang="ja"
        autosize
        minRows={2}
        maxLength={10_000}
        value={fields.note}
        onChange={(event) => draft.type('note', event.currentTarget.value)}
      />
      <FileInput
        label={t('desk.files')}
        description={t('desk.filesHint')}
        placeholder={t('desk.chooseFiles')}
        multiple
        clearable
        clearButtonProps={{ 'aria-label': t('desk.noFiles') }}
        value={files}
        onChange={setFiles}
      />
      <AttachedFiles files={attestation?.attachments ?? []} />
      <div className={`${classes.buttons} ${classes.wide}`}>
        <Button type="submit" loading={sending}>
          {t('desk.saveAnswer')}
        </Button>
        {draft.isOpen ? (
          <Button variant="default" onClick={draft.drop}>
            {t('desk.dropTyped')}
          </Button>
        ) : null}
        {attestation !== null && !draft.isOpen ? (
          <ConfirmedButton label={t('desk.withdrawAnswer')} sending={sending} act={() => void withdraw()} />
        ) : null}
        {draft.isOpen ? <span className={classes.saveState}>{t('desk.keptHere')}</span> : null}
      </div>
      <div className={classes.wide}>
        {theirs === null ? (
          <DeskRefusal error={error} />
        ) : (
          <TwoTexts
            mine={`${t(`desk.answers.${answerOf(fields.answer)}`)}\n${fields.note}`}
            theirs={{
              text: theirs.event
                ? `${t(`desk.answers.${answerOf(theirs.event.answer)}`)}\n${theirs.event.text ?? ''}`
                : t('desk.takenBack'),
              name: theirs.event?.name ?? '',
              at: theirs.event?.at ?? '',
            }}
            keepMine={() => {
              draft.rebase(theirs.tag);
              forget();
            }}
            keepBoth={() => {
              draft.rebase(theirs.tag, { note: `${theirs.event?.text ?? ''}\n${fields.note}`.trim() });
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

function answerOf(answer: string | null): 'done' | 'not-done' | 'not-applicable' {
  return answer === 'not-done' || answer === 'not-applicable' ? answer : 'done';
}
