import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../../src/api/administration-schemas.ts';
import { Table } from '../../parts/table.tsx';
import classes from './settings.module.css';

/** Limits by the names with which the command line changes them. */
export function LimitTable({ limits }: Pick<Settings, 'limits'>) {
  const { t } = useTranslation();
  return (
    <Table label={t('collectorSettings.limits')}>
      <thead>
        <tr>
          <th scope="col">{t('collectorSettings.limit')}</th>
          <th scope="col">{t('collectorSettings.value')}</th>
          <th scope="col">{t('collectorSettings.usual')}</th>
        </tr>
      </thead>
      <tbody>
        {limits.map(({ name, value, usual }) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td>
              {value}{' '}
              {value === usual ? null : (
                <span className={classes.soft}>{t('collectorSettings.changed')}</span>
              )}
            </td>
            <td>{usual}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
