import { useTranslation } from 'react-i18next';
import type { HostDetail } from '../../../../src/api/schemas.ts';
import { EvidenceKind } from '../../parts/evidence-kind.tsx';
import { EvidenceLink } from '../../parts/hash.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Table } from '../../parts/table.tsx';

/** The newest evidence of each kind, as the host sent it. */
export function EvidenceTable({ evidence, host }: { evidence: HostDetail['evidence']; host: string }) {
  const { t } = useTranslation();
  return (
    <Table label={t('evidence.plural')}>
      <thead>
        <tr>
          <th scope="col">{t('evidence.kind')}</th>
          <th scope="col">{t('evidence.status')}</th>
          <th scope="col">{t('evidence.collected')}</th>
          <th scope="col">{t('evidence.duration')}</th>
          <th scope="col">{t('evidence.hash')}</th>
        </tr>
      </thead>
      <tbody>
        {evidence.map(({ kind, status, collectedAt, durationMs, sha256 }) => (
          <tr key={kind}>
            <th scope="row">
              <EvidenceKind kind={kind} />
            </th>
            <td>{t(`evidence.statuses.${status}`)}</td>
            <td>
              <Instant at={collectedAt} />
            </td>
            <td>{t('evidence.milliseconds', { value: durationMs })}</td>
            <td>
              <EvidenceLink sha256={sha256} host={host} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
