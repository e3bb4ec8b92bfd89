import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JudgingPreviewView } from '../../../../src/api/administration-schemas.ts';
import { FindingLink } from '../../findings/finding-link.tsx';
import { Limits } from '../../findings/limits.tsx';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeBadge } from '../../outcomes/outcome-badge.tsx';
import { Table } from '../../parts/table.tsx';

type Change = NonNullable<JudgingPreviewView['result']>['changes'][number];

const examplesEach = 5;

/** Which verdicts would be others, most hosts first; each leads to the findings that stand now. */
export function JudgingChanges({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation();
  if (changes.length === 0) return null;
  return (
    <Table label={t('jobs.judging.changes')}>
      <thead>
        <tr>
          <th scope="col">{t('control.singular')}</th>
          <th scope="col">{t('jobs.judging.from')}</th>
          <th scope="col">{t('jobs.judging.to')}</th>
          <th scope="col">{t('jobs.judging.hosts')}</th>
          <th scope="col">{t('jobs.judging.examples', { count: examplesEach })}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <Row key={`${change.control} ${change.variant} ${change.from} ${change.to}`} change={change} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ change }: { change: Change }) {
  const { t } = useTranslation();
  const text = useText();
  const { control, controlTitle, variant, parameters, from, to, hosts, examples } = change;
  const isOwn = variant !== 'default';
  return (
    <tr>
      <th scope="row">
        <Link
          to="/controls/$id"
          params={{ id: control }}
          search={{ ...(isOwn && { variant }), ...(from !== null && { outcome: [from] }) }}
        >
          {text(controlTitle)}
        </Link>{' '}
        {isOwn ? <Limits parameters={parameters} /> : null}
      </th>
      <td>{from === null ? t('common.none') : <OutcomeBadge outcome={from} />}</td>
      <td>{to === null ? t('common.none') : <OutcomeBadge outcome={to} />}</td>
      <td>{hosts.toLocaleString()}</td>
      <td>
        {examples.map(({ id, name }, index) => (
          <span key={id}>
            {index === 0 ? null : ' · '}
            {from === null ? (
              <Link to="/hosts/$id" params={{ id }}>
                {name}
              </Link>
            ) : (
              <FindingLink finding={{ hostId: id, control, variant }}>{name}</FindingLink>
            )}
          </span>
        ))}
      </td>
    </tr>
  );
}
