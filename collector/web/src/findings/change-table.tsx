import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Changes } from '../../../src/api/result-schemas.ts';
import { useText } from '../i18n/use-text.ts';
import { OutcomeBadge } from '../outcomes/outcome-badge.tsx';
import { Empty } from '../parts/empty.tsx';
import { Instant } from '../parts/instant.tsx';
import { Namesake } from '../parts/namesake.tsx';
import { Table } from '../parts/table.tsx';
import { FindingLink } from './finding-link.tsx';
import classes from './findings.module.css';
import { useReason } from './use-said.ts';

/**
 * What changed between two moments, each with what it was and what it is.
 *
 * @param of `host`: all are of one host, which is then not named again
 */
export function ChangeTable({
  changes: { counts, changes, namesakes, next },
  of,
}: {
  changes: Changes;
  of: 'everything' | 'host';
}) {
  const { t } = useTranslation();
  const text = useText();
  const reason = useReason();
  if (changes.length === 0) return <Empty title={t('changes.none')} />;
  return (
    <>
      <p role="status" className={classes.changeCounts}>
        {t('changes.counts', counts)}
        {next === null || of === 'everything'
          ? null
          : ` ${t('changes.newestOnly', { count: changes.length })}`}
      </p>
      <Table label={t('changes.title')} dense="yes">
        <thead>
          <tr>
            <th scope="col">{t('control.singular')}</th>
            {of === 'host' ? null : <th scope="col">{t('filter.names.host')}</th>}
            <th scope="col">{t('changes.before')}</th>
            <th scope="col">{t('changes.after')}</th>
            <th scope="col">{t('finding.reason')}</th>
            <th scope="col">{t('changes.at')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ hostId, hostName, control, controlTitle, before, after, reasonText, at }) => (
            <tr key={`${hostId} ${control}`}>
              <th scope="row">
                <FindingLink finding={{ hostId, control, variant: 'default' }}>
                  {text(controlTitle)}
                </FindingLink>
              </th>
              {of === 'host' ? null : (
                <td>
                  <Link to="/hosts/$id" params={{ id: hostId }}>
                    {hostName}
                  </Link>
                  <Namesake host={hostId} of={namesakes} />
                </td>
              )}
              <td>{before === null ? t('common.none') : <OutcomeBadge outcome={before} />}</td>
              <td>
                <OutcomeBadge outcome={after} />
              </td>
              <td>{reason(reasonText)}</td>
              <td>
                <Instant at={at} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
