import { useTranslation } from 'react-i18next';
import type { AssessedItem } from '../../../../src/api/assessment-schemas.ts';

type Files = NonNullable<AssessedItem['attestation']>['attachments'];

/** What people attached, as downloads: the collector never lets a browser open it. */
export function AttachedFiles({ files }: { files: Files }) {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <div>
      <p>{t('desk.attached')}</p>
      <ul>
        {files.map(({ sha256, name, bytes }) => (
          <li key={sha256}>
            <a href={`/api/v1/attachments/${sha256}`} download>
              {name}
            </a>{' '}
            {t('desk.kilobytes', { size: Math.ceil(bytes / 1024) })}
          </li>
        ))}
      </ul>
    </div>
  );
}
