import { FileInput, NativeSelect, TextInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessedItem, AssessmentState } from '../../../../src/api/assessment-schemas.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useText } from '../../i18n/use-text.ts';
import { useTooLarge } from '../../parts/use-too-large.ts';
import { AnswerRead } from './answer-read.tsx';
import { AttachedFiles } from './attached-files.tsx';
import { base64Of } from './base64.ts';
import classes from './desk.module.css';
import { SayingForm } from './saying-form.tsx';
import { useSaying } from './use-saying.ts';
import { answerWords } from './words.ts';

type Props = {
  state: AssessmentState;
  shown: AssessedItem;
  editable: boolean;
  saved: () => void;
  /** Chosen to go with the answer, and not saved yet. */
  files: File[];
  choose: (files: File[]) => void;
};

const answers = Object.keys(answerWords) as (keyof typeof answerWords)[];

/** 申告: what no machine sees, answered by a person until a day, with files. */
export function AnswerForm(props: Props) {
  const { shown, editable, saved, files, choose } = props;
  const { t } = useTranslation();
  const text = useText();
  const session = useQuery(sessionQuery());
  const tooLarge = useTooLarge()(...files);
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set());
  const chooser = useRef<HTMLButtonElement>(null);
  const { attestation } = shown;
  const saying = useSaying('attestation', props, {
    // Nobody has answered by opening the page: what holds is chosen by a person, each time.
    answer: attestation?.answer ?? '',
    note: attestation?.note ?? '',
    person: attestation?.person ?? session.data?.account.displayName ?? '',
    until: attestation?.expiresOn ?? '',
  });
  const { fields, type } = saying.draft;
  const word = (answer: string | null) => {
    const known = answers.find((one) => one === answer);
    return known ? text(answerWords[known]) : t('desk.noAnswerYet');
  };

  async function submit(): Promise<void> {
    if (tooLarge !== null) return chooser.current?.focus();
    const { person, ...rest } = fields;
    const done = await saying.put({
      ...rest,
      ...(person.trim() === '' ? {} : { person }),
      keepFiles: (attestation?.attachments.length ?? 0) > 0,
      dropFiles: [...dropped],
      files: await Promise.all(
        files.map(async (file) => ({ name: file.name, content: await base64Of(file) })),
      ),
    });
    if (!done) return;
    choose([]);
    setDropped(new Set());
  }

  const read = <AnswerRead shown={shown} />;
  if (!editable || !shown.asked) return read;
  return (
    <SayingForm
      read={read}
      saying={saying}
      words={{ save: t('desk.saveAnswer'), withdraw: t('desk.withdrawAnswer') }}
      isSaved={attestation !== null}
      submit={submit}
      texts={{
        mine: `${word(fields.answer)}\n${fields.note}`,
        theirs: ({ answer, text }) => `${word(answer)}\n${text ?? ''}`,
      }}
      joined="note"
      button="filled"
      takeTheirs={saved}
    >
      <NativeSelect
        data-field="answer"
        label={t('desk.answerWord')}
        required
        data={[
          { value: '', label: t('desk.noAnswerYet') },
          ...answers.map((answer) => ({ value: answer, label: word(answer) })),
        ]}
        value={fields.answer}
        onChange={(event) => type('answer', event.currentTarget.value)}
      />
      <TextInput
        label={t('desk.person')}
        maxLength={100}
        value={fields.person}
        onChange={(event) => type('person', event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('desk.until')}
        required
        value={fields.until}
        onChange={(event) => type('until', event.currentTarget.value)}
      />
      <Textarea
        className={classes.wide}
        label={t('desk.note')}
        lang="ja"
        autosize
        minRows={2}
        maxLength={10_000}
        value={fields.note}
        onChange={(event) => type('note', event.currentTarget.value)}
      />
      <FileInput
        label={t('desk.files')}
        description={t('desk.filesHint')}
        placeholder={t('desk.chooseFiles')}
        multiple
        clearable
        clearButtonProps={{ 'aria-label': t('desk.noFiles') }}
        value={files}
        onChange={choose}
        error={tooLarge}
        ref={chooser}
      />
      <AttachedFiles files={attestation?.attachments ?? []} dropping={{ dropped, change: setDropped }} />
    </SayingForm>
  );
}
