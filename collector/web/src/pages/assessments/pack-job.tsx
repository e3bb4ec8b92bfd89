import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PackJobView } from '../../../../src/api/assessment-schemas.ts';
import { ApiProblem } from '../../api/problem.ts';
import { Command } from '../../parts/command.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Instant } from '../../parts/instant.tsx';
import classes from './desk.module.css';
import { DeskRefusal } from './desk-refusal.tsx';

/** A pack in the making with its bar; made, with its fingerprint and how to verify it without us. */
export function PackJob({ job, drop }: { job: PackJobView; drop: () => void }) {
  const { t } = useTranslation();
  const { stage, pack, failed } = job;
  const file = `tenken-${job.assessment.slice(0, 8)}-${job.wanted}.zip`;
  return (
    <article className={`${classes.step} ${classes.stack}`} aria-label={t('desk.export.job')}>
      <p role="status">
        <strong>{t(`desk.export.states.${job.state}`)}</strong> {t(`desk.export.wanted.${job.wanted}`)}{' '}
        <Instant at={job.startedAt} to="second" />
      </p>
      {job.state === 'working' ? (
        <>
          <progress
            className={classes.bar}
            aria-label={t('desk.export.progress')}
            {...(stage === null || stage.total === 0 ? {} : { max: stage.total, value: stage.done })}
          />
          <p className={classes.soft}>
            {stage === null
              ? t('desk.export.begins')
              : `${t(`desk.export.stages.${stage.stage}`)} ${stage.done} / ${stage.total}`}
          </p>
          <Button variant="default" size="compact-sm" onClick={drop}>
            {t('desk.export.stop')}
          </Button>
        </>
      ) : null}
      {failed === null ? null : <DeskRefusal error={new ApiProblem(409, failed.code, failed.message)} />}
      {pack === null ? null : (
        <>
          <p>
            <a href={`/api/v1/pack-jobs/${job.id}/pack`} download={file}>
              {t('desk.export.download', { size: Math.ceil(pack.bytes / 1024), files: pack.files })}
            </a>
          </p>
          <p>
            {t('desk.export.fingerprint')}
            <br />
            <span className={classes.fingerprint} data-fingerprint>
              {pack.fingerprint}
            </span>{' '}
            <CopyButton value={pack.fingerprint} label={t('desk.export.fingerprint')} />
          </p>
          {pack.replacedCharacters === 0 ? null : (
            <p>{t('desk.export.replaced', { count: pack.replacedCharacters })}</p>
          )}
          {pack.cramped === 0 ? null : <p>{t('desk.export.cramped', { count: pack.cramped })}</p>}
          <details>
            <summary>{t('desk.export.verify')}</summary>
            <p>{t('desk.export.verifyWith')}</p>
            <Command line={`tenken verify ${file}`} />
            <p>{t('desk.export.verifyWithout')}</p>
            <Command line="sha256sum -c SHA256SUMS" />
            <Command line="openssl cms -verify -binary -inform DER -in SHA256SUMS.p7s -content SHA256SUMS -CAfile certificates/authority.pem -out verified.txt" />
            <p>{t('desk.export.verifyFingerprint')}</p>
            <Command line="sha256sum SHA256SUMS" />
            <Command line="certutil -hashfile SHA256SUMS SHA256" />
          </details>
          <Button variant="default" size="compact-sm" onClick={drop}>
            {t('desk.export.forget')}
          </Button>
        </>
      )}
    </article>
  );
}
