import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ItemSheet } from '../../../../src/api/assessment-schemas.ts';
import { EvidenceList } from '../../findings/evidence-list.tsx';
import { FindingLink } from '../../findings/finding-link.tsx';
import { useSaid } from '../../findings/use-said.ts';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeBadge } from '../../outcomes/outcome-badge.tsx';
import { Namesake } from '../../parts/namesake.tsx';
import { Instant } from '../../parts/instant.tsx';
import classes from './desk.module.css';

/** What machines show of the item, the worst first, with the ways to the evidence. */
export function ItemFindings({ sheet: { findings, findingsTotal, namesakes } }: { sheet: ItemSheet }) {
  const { t } = useTranslation();
  if (findings.length === 0) return <p className={classes.soft}>{t('desk.noFindings')}</p>;
  return (
    <>
      <p className={classes.soft}>
        {t('desk.findingsShown', { shown: findings.length, total: findingsTotal })}
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A region that scrolls must take the focus to be scrolled by keyboard (WCAG 2.1.1). */}
      <div className={classes.findings} role="region" aria-label={t('desk.findings')} tabIndex={0}>
        {findings.map((finding) => (
          <FindingLine
            key={`${finding.control} ${finding.variant} ${finding.host.id}`}
            finding={finding}
            namesakes={namesakes}
          />
        ))}
      </div>
    </>
  );
}

type Line = { finding: ItemSheet['findings'][number]; namesakes: ItemSheet['namesakes'] };

function FindingLine({ finding, namesakes }: Line) {
  const { t } = useTranslation();
  const text = useText();
  const said = useSaid();
  const { host, control, variant } = finding;
  return (
    <details>
      <summary>
        <OutcomeBadge outcome={finding.outcome} />
        <span className={classes.host}>
          {host.name} <Namesake host={host.id} of={namesakes} />
        </span>
        <span className={classes.soft}>{text(finding.controlTitle)}</span>
        {finding.waivers.length > 0 ? <span className={classes.openMark}>{t('desk.waived')}</span> : null}
      </summary>
      <dl>
        <div>
          <dt>{t('finding.observed')}</dt>
          <dd>{said(finding.observed)}</dd>
        </div>
        <div>
          <dt>{t('finding.expected')}</dt>
          <dd>{said(finding.expected)}</dd>
        </div>
        <div>
          <dt>{t('finding.since')}</dt>
          <dd>
            <Instant at={finding.since} />
          </dd>
        </div>
        <div>
          <dt>{t('evidence.plural')}</dt>
          <dd>
            <EvidenceList evidence={finding.evidence} host={host.id} />
          </dd>
        </div>
        <div>
          <FindingLink finding={{ hostId: host.id, control, variant }}>{t('finding.whole')}</FindingLink>{' '}
          <Link to="/hosts/$id" params={{ id: host.id }}>
            {t('finding.toHost')}
          </Link>{' '}
          <Link to="/controls/$id" params={{ id: control }} search={variant === 'default' ? {} : { variant }}>
            {t('finding.toControl')}
          </Link>{' '}
          {finding.outcome === 'fail' ? (
            <Link to="/waivers" search={{ control, host: host.id }}>
              {t('desk.askWaiver')}
            </Link>
          ) : null}
        </div>
      </dl>
    </details>
  );
}
