import { Button, FileInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WordingReceipt } from '../../../../src/api/assessment-schemas.ts';
import { useMay } from '../../api/session.ts';
import { useUnsentFiles } from '../../drafts/use-unsent-files.ts';
import { useTooLarge } from '../../parts/use-too-large.ts';
import classes from './desk.module.css';
import { DeskRefusal } from './desk-refusal.tsx';
import { useDeskSend } from '../../api/use-send.ts';

/** The user's own copy of the form, whose words then stand beside our summaries. */
export function OfficialWording({ checklist }: { checklist: string }) {
  const { t } = useTranslation();
  const manages = useMay()('assessments:manage');
  const [file, setFile] = useState<File | null>(null);
  const tooLarge = useTooLarge()(file);
  const [receipt, setReceipt] = useState<WordingReceipt | null>(null);
  const { sending, error, send } = useDeskSend();
  useUnsentFiles(file === null ? 0 : 1);

  async function upload(): Promise<void> {
    if (file === null) return;
    const made = await send<WordingReceipt>({
      method: 'PUT',
      path: `/checklists/${encodeURIComponent(checklist)}/wording`,
      file: { content: file, type: 'application/octet-stream' },
    });
    if (!made) return;
    setReceipt(made.answer);
    setFile(null);
  }

  if (!manages) return <p className={classes.soft}>{t('desk.readOnly')}</p>;
  return (
    <div className={classes.stack}>
      <p>{t('desk.official.lead')}</p>
      <FileInput
        label={t('desk.official.file')}
        placeholder={t('desk.chooseFile')}
        accept=".xlsx,.csv"
        value={file}
        error={tooLarge}
        onChange={setFile}
      />
      <Button
        variant="default"
        loading={sending}
        disabled={file === null || tooLarge !== null}
        onClick={() => void upload()}
      >
        {t('desk.official.take')}
      </Button>
      <DeskRefusal error={error} />
      {receipt === null ? null : (
        <p role="status">
          {t('desk.official.taken', { items: receipt.items })}{' '}
          {receipt.changed === null || receipt.changed.length === 0
            ? null
            : t('desk.official.changed', { items: receipt.changed.join(', ') })}
        </p>
      )}
    </div>
  );
}
