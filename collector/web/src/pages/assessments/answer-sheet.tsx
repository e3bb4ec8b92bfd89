import { Button, FileInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessmentSummary, Taking } from '../../../../src/api/assessment-schemas.ts';
import { stateQuery } from '../../api/desk-queries.ts';
import { useUnsentFiles } from '../../drafts/use-unsent-files.ts';
import { useMay } from '../../api/session.ts';
import { useTooLarge } from '../../parts/use-too-large.ts';
import classes from './desk.module.css';
import { DeskRefusal } from './desk-refusal.tsx';
import { useDeskSend } from '../../api/use-send.ts';

/** 回答シート: many items at once in Excel; checked first, taken whole or not at all. */
export function AnswerSheet({ summary }: { summary: AssessmentSummary }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const manages = useMay()('assessments:manage');
  const [file, setFile] = useState<File | null>(null);
  const tooLarge = useTooLarge()(file);
  const [taking, setTaking] = useState<{ of: 'check' | 'taken'; counts: Taking } | null>(null);
  const { sending, error, send } = useDeskSend();
  useUnsentFiles(file === null ? 0 : 1);
  const path = `/assessments/${encodeURIComponent(summary.id)}/answer-sheet`;

  async function upload(of: 'check' | 'taken'): Promise<void> {
    if (file === null) return;
    setTaking(null);
    const made = await send<Taking>({
      method: 'PUT',
      path: of === 'check' ? `${path}?check=only` : path,
      file: { content: file, type: 'application/octet-stream' },
    });
    if (!made) return;
    setTaking({ of, counts: made.answer });
    if (of === 'taken') {
      setFile(null);
      await queries.invalidateQueries({ queryKey: stateQuery(summary.id).queryKey });
    }
  }

  if (summary.frozen !== null) return <p className={classes.soft}>{t('desk.frozenReadOnly')}</p>;
  return (
    <div className={classes.stack}>
      <p>{t('desk.sheet.lead')}</p>
      <p>
        <a href={`/api/v1${path}`} download>
          {t('desk.sheet.download')}
        </a>
      </p>
      {manages ? (
        <>
          <FileInput
            label={t('desk.sheet.upload')}
            placeholder={t('desk.chooseFile')}
            accept=".xlsx"
            value={file}
            error={tooLarge}
            onChange={(next) => {
              setFile(next);
              setTaking(null);
            }}
          />
          <div className={classes.buttons}>
            <Button
              variant="default"
              loading={sending}
              disabled={file === null || tooLarge !== null}
              onClick={() => void upload('check')}
            >
              {t('desk.sheet.check')}
            </Button>
            <Button
              loading={sending}
              disabled={file === null || taking?.of !== 'check'}
              onClick={() => void upload('taken')}
            >
              {t('desk.sheet.take')}
            </Button>
          </div>
          <DeskRefusal error={error} />
        </>
      ) : null}
      {taking === null ? null : (
        <div role="status">
          <p>
            {t(`desk.sheet.${taking.of}Result`, {
              answers: taking.counts.answers + taking.counts.answersWithdrawn,
              plans: taking.counts.plans + taking.counts.plansWithdrawn,
              marks: taking.counts.marks,
              unchanged: taking.counts.unchanged,
            })}
          </p>
        </div>
      )}
    </div>
  );
}
