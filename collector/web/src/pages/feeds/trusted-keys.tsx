import { useTranslation } from 'react-i18next';
import type { Feeds } from '../../../../src/api/administration-schemas.ts';
import { Command } from '../../parts/command.tsx';
import { Instant } from '../../parts/instant.tsx';
import { RecordedName } from '../../parts/recorded-name.tsx';
import { Table } from '../../parts/table.tsx';
import classes from './feeds.module.css';

/** Whose bundles are taken in. */
export function TrustedKeys({ keys }: Pick<Feeds, 'keys'>) {
  const { t } = useTranslation();
  if (keys.length === 0) {
    return (
      <>
        <p>{t('feeds.noKeys')}</p>
        <Command line="tenken feed trust KEY.pem --data DIR" />
      </>
    );
  }
  return (
    <>
      <p className={classes.hint}>{t('feeds.keyHint')}</p>
      <Table label={t('feeds.keys')}>
        <thead>
          <tr>
            <th scope="col">{t('feeds.label')}</th>
            <th scope="col">{t('feeds.fingerprint')}</th>
            <th scope="col">{t('feeds.trusted')}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map(({ fingerprint, label, trustedAt, trustedBy }) => (
            <tr key={fingerprint}>
              <th scope="row">{label === '' ? t('common.none') : label}</th>
              <td className={classes.hash}>{fingerprint}</td>
              <td>
                <Instant at={trustedAt} /> <RecordedName of={trustedBy} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
