import { Button, FileInput, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessmentSummary, PackJobView } from '../../../../src/api/assessment-schemas.ts';
import { packJobsQuery } from '../../api/desk-queries.ts';
import { useMay } from '../../api/session.ts';
import { useUnsentFiles } from '../../drafts/use-unsent-files.ts';
import { useTooLarge } from '../../parts/use-too-large.ts';
import classes from './desk.module.css';
import { DeskRefusal } from './desk-refusal.tsx';
import { PackJob } from './pack-job.tsx';
import { useDeskSend } from '../../api/use-send.ts';

/** Makes a pack while a bar moves, and gives it to whoever waits. */
export function ExportPack({ summary }: { summary: AssessmentSummary }) {
  const { t } = useTranslation();
  const may = useMay()('assessments:export');
  if (!may) return <p className={classes.soft}>{t('desk.export.mayNot')}</p>;
  return <Wizard summary={summary} />;
}

function Wizard({ summary }: { summary: AssessmentSummary }) {
  const { t } = useTranslation();
  const isFinal = summary.state === 'closed';
  const [chosen, setWanted] = useState<'draft' | 'final' | null>(null);
  // Until somebody chooses, the best that there is: it becomes the final one when the assessment is approved.
  const wanted = isFinal ? (chosen ?? 'final') : 'draft';
  const [template, setTemplate] = useState<File | null>(null);
  const tooLarge = useTooLarge()(template);
  /** Stays chosen for the next pack. */
  const [sent, setSent] = useState<File | null>(null);
  const { sending, error, send } = useDeskSend();
  useUnsentFiles(template === null || template === sent ? 0 : 1);
  const jobs = useQuery(packJobsQuery());
  const own = jobs.data?.jobs.filter(({ assessment }) => assessment === summary.id) ?? [];
  const isWorking = jobs.data?.jobs.some(({ state }) => state === 'working') === true;

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const path = `/assessments/${encodeURIComponent(summary.id)}/pack-jobs`;
    const made = await send<PackJobView>(
      template === null
        ? { method: 'POST', path, json: { state: wanted } }
        : {
            method: 'PUT',
            path: `${path}?state=${wanted}`,
            file: { content: template, type: 'application/octet-stream' },
          },
    );
    if (made) setSent(template);
  }

  return (
    <div className={classes.stack}>
      <form className={classes.stack} onSubmit={(event) => void submit(event)}>
        <Radio.Group
          label={t('desk.export.which')}
          value={wanted}
          onChange={(value) => setWanted(value === 'final' ? 'final' : 'draft')}
        >
          <Radio value="draft" label={t('desk.export.draft')} mt="xs" />
          <Radio
            value="final"
            label={isFinal ? t('desk.export.final') : t('desk.export.finalBlocked')}
            disabled={!isFinal}
            mt="xs"
          />
        </Radio.Group>
        <FileInput
          label={t('desk.export.template')}
          description={t('desk.export.templateHint')}
          placeholder={t('desk.chooseFile')}
          accept=".xlsx"
          clearable
          clearButtonProps={{ 'aria-label': t('desk.noFiles') }}
          value={template}
          error={tooLarge}
          onChange={setTemplate}
        />
        <Button type="submit" loading={sending} disabled={isWorking || tooLarge !== null}>
          {t('desk.export.make')}
        </Button>
        <DeskRefusal error={error} />
      </form>
      {own.map((job) => (
        <PackJob
          key={job.id}
          job={job}
          drop={() => void send({ method: 'DELETE', path: `/pack-jobs/${job.id}` })}
        />
      ))}
    </div>
  );
}
