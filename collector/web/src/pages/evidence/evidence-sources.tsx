import { useTranslation } from 'react-i18next';
import type { EvidenceBody } from '@tenken/shared';
import partClasses from '../../parts/parts.module.css';
import { ja } from '../../i18n/messages.ts';
import { Table } from '../../parts/table.tsx';

/** Which commands, files and keys evidence was read from, and how each answered. */
export function EvidenceSources({ sources }: { sources: EvidenceBody['sources'] }) {
  const { t } = useTranslation();
  return (
    <Table label={t('evidence.sources')}>
      <thead>
        <tr>
          <th scope="col">{t('source.type')}</th>
          <th scope="col">{t('source.subject')}</th>
          <th scope="col">{t('source.status')}</th>
        </tr>
      </thead>
      <tbody>
        {sources.map(({ type, subject, status }) => (
          <tr key={`${type} ${subject}`}>
            <td>{t(`source.types.${type}`)}</td>
            <th scope="row">
              <code className={partClasses.breakable}>{subject}</code>
            </th>
            <td className={partClasses.kind}>
              {isKnown(status) ? t(`source.statuses.${status}`) : null} <code>{status}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

type Known = keyof typeof ja.source.statuses;

/** An agent that is newer than the page may answer with another. */
function isKnown(status: string): status is Known {
  return Object.hasOwn(ja.source.statuses, status);
}
