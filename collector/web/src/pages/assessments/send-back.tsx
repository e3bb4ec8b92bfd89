import { Button, Modal, TextInput, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessmentSummary } from '../../../../src/api/assessment-schemas.ts';
import { stateQuery } from '../../api/desk-queries.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useDeskSend } from '../../api/use-send.ts';
import classes from './desk.module.css';
import { DeskRefusal } from './desk-refusal.tsx';

/** 差戻し: whoever would review or approve says what has to be done again. */
export function SendBack({ summary, done }: { summary: AssessmentSummary; done: () => void }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const queries = useQueryClient();
  const session = useQuery(sessionQuery()).data;
  const { sending, error, send, forget } = useDeskSend();

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const json = {
      ...Object.fromEntries(new FormData(event.currentTarget)),
      ...(summary.frozen ? { frozenAt: summary.frozen.at } : {}),
    };
    const path = `/assessments/${encodeURIComponent(summary.id)}/sending-back`;
    if (!(await send({ method: 'POST', path, json }))) return;
    setOpen(false);
    done();
    await queries.invalidateQueries({ queryKey: stateQuery(summary.id).queryKey });
  }

  function close(): void {
    forget();
    setOpen(false);
  }

  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('desk.sentBack.open')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('desk.sentBack.sure')}
        closeButtonProps={{ 'aria-label': t('admin.cancel') }}
        transitionProps={{ duration: 0 }}
        // Its way to lock the page behind it writes styles that the policy of the page refuses.
        lockScroll={false}
        size="lg"
      >
        <form className={classes.stack} onSubmit={(event) => void submit(event)}>
          <p>{t('desk.sentBack.means')}</p>
          <Textarea
            name="reason"
            label={t('desk.sentBack.reason')}
            lang="ja"
            autosize
            minRows={3}
            maxLength={10_000}
            required
            data-autofocus
          />
          <TextInput
            name="person"
            label={t('desk.finish.printedName')}
            defaultValue={session?.account.displayName ?? ''}
            maxLength={100}
            required
          />
          <div className={classes.buttons}>
            <Button type="submit" loading={sending}>
              {t('desk.sentBack.do')}
            </Button>
            <Button variant="default" onClick={close}>
              {t('admin.cancel')}
            </Button>
          </div>
          <DeskRefusal error={error} />
        </form>
      </Modal>
    </>
  );
}
