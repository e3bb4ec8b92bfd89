import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../../src/api/administration-schemas.ts';
import { Table } from '../../parts/table.tsx';
import classes from './settings.module.css';

/** Limits in words, each with the name by which the configuration changes it. */
export function LimitTable({ limits }: Pick<Settings, 'limits'>) {
  const { t, i18n } = useTranslation();
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
              <div>{t(`collectorSettings.limitNames.${name}`)}</div>
              <code className={classes.soft}>{name}</code>
            </th>
            <td>
              {value.toLocaleString(i18n.language)}{' '}
              {value === usual ? null : (
                <span className={classes.soft}>{t('collectorSettings.changed')}</span>
              )}
            </td>
            <td>{usual.toLocaleString(i18n.language)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
