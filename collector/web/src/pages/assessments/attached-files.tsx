import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AssessedItem } from '../../../../src/api/assessment-schemas.ts';
import classes from './desk.module.css';

type Props = {
  files: NonNullable<AssessedItem['attestation']>['attachments'];
  /** Where single ones can be taken away: those that go when the answer is saved, by SHA-256. */
  dropping?: { dropped: ReadonlySet<string>; change: (dropped: ReadonlySet<string>) => void };
};

/** What people attached, as downloads: the collector never lets a browser open it. */
export function AttachedFiles({ files, dropping }: Props) {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <div>
      <p>{t('desk.attached')}</p>
      <ul>
        {files.map(({ sha256, name, bytes }) => {
          const goes = dropping?.dropped.has(sha256) === true;
          return (
            <li key={sha256}>
              <a href={`/api/v1/attachments/${sha256}`} download>
                {name}
              </a>{' '}
              {t('desk.kilobytes', { size: Math.ceil(bytes / 1024) })}{' '}
              {dropping === undefined ? null : (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={goes ? t('desk.keepFileOf', { name }) : t('desk.dropFileOf', { name })}
                  onClick={() => {
                    const rest = new Set(dropping.dropped);
                    if (!rest.delete(sha256)) rest.add(sha256);
                    dropping.change(rest);
                  }}
                >
                  {goes ? t('desk.keepFile') : t('desk.dropFile')}
                </Button>
              )}
              {goes ? (
                <strong role="status" className={classes.goes}>
                  {t('desk.fileGoes')}
                </strong>
              ) : null}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
