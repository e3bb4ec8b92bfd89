import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-text.ts';
import { Dropdown } from '../parts/dropdown.tsx';
import { asParameters } from '../filters/change.ts';
import type { Filters } from '../filters/fields.ts';
import classes from './table.module.css';

const encodings = ['utf-8', 'shift_jis'] as const;

/**
 * What a list shows, whole, as a file for spreadsheets.
 *
 * @param path below `/api/v1`
 */
export function CsvLinks({
  path,
  filters,
  columns,
}: {
  path: string;
  filters: Filters;
  columns: readonly string[];
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { cursor: _, ...rest } = filters;
  return (
    <Dropdown
      align="end"
      title={
        <>
          <IconDownload size={15} aria-hidden />
          {t('table.csv')}
        </>
      }
    >
      {() => (
        <div className={classes.csv}>
          <p>{t('table.csvMeaning')}</p>
          <ul>
            {encodings.map((encoding) => (
              <li key={encoding}>
                <a
                  href={`/api/v1${path}?${asParameters({ ...rest, columns: columns.join(','), encoding, language })}`}
                  download
                >
                  {t(`table.encodings.${encoding}`)}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dropdown>
  );
}
