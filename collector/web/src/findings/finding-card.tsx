import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../src/api/schemas.ts';
import { useText } from '../i18n/use-text.ts';
import { OutcomeBadge } from '../outcomes/outcome-badge.tsx';
import { CodeText } from '../parts/code-text.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Instant } from '../parts/instant.tsx';
import { EvidenceList } from './evidence-list.tsx';
import { FindingLink } from './finding-link.tsx';
import classes from './findings.module.css';
import { Limits } from './limits.tsx';
import { Reason } from './reason.tsx';
import { useReason, useSaid } from './use-said.ts';

type Props = {
  finding: Finding;
  initially: 'open' | 'closed';
};

/** One finding: what was seen, what should be, why, since when and until when it holds, and how to repair it. */
export function FindingCard({ finding, initially }: Props) {
  const text = useText();
  const said = useSaid();
  const reason = useReason();
  const [isOpen, setOpen] = useState(initially === 'open');
  return (
    <details
      className={classes.card}
      data-outcome={finding.outcome}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <OutcomeBadge outcome={finding.outcome} />
        <span className={classes.subject}>{text(finding.controlTitle)}</span>
        {finding.variant === 'default' ? null : <Limits parameters={finding.parameters} />}
        <span className={classes.brief}>{`${reason(finding.reasonText)} ${said(finding.observed)}`}</span>
      </summary>
      {isOpen ? <Body finding={finding} /> : null}
    </details>
  );
}

function Body({ finding }: Pick<Props, 'finding'>) {
  const { t } = useTranslation();
  const text = useText();
  const said = useSaid();
  const { control, remediation } = finding;
  return (
    <div className={classes.body}>
      <dl className={classes.facts}>
        <div>
          <dt>{t('finding.observed')}</dt>
          <dd className={classes.observed}>{said(finding.observed)}</dd>
        </div>
        <div>
          <dt>{t('finding.expected')}</dt>
          <dd>{said(finding.expected)}</dd>
        </div>
        <div>
          <dt>{t('finding.reason')}</dt>
          <dd>
            <Reason finding={finding} />
          </dd>
        </div>
        {remediation === null ? null : (
          <div>
            <dt>{t('finding.repair')}</dt>
            <dd className={classes.repair}>
              <CodeText text={text(remediation)} />
              <div>
                <CopyButton value={text(remediation)} label={t('finding.repair')} />
              </div>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('finding.since')}</dt>
          <dd>
            <Instant at={finding.sinceAt} />
          </dd>
        </div>
        <div>
          <dt>{t('finding.holdsUntil')}</dt>
          <dd>
            {finding.validUntil === null ? (
              t('finding.untilNewEvidence')
            ) : (
              <Instant at={finding.validUntil} />
            )}
          </dd>
        </div>
        <div>
          <dt>{t('evidence.plural')}</dt>
          <dd>
            {finding.evidence.length === 0 ? t('common.none') : null}
            <EvidenceList evidence={finding.evidence} host={finding.hostId} />
          </dd>
        </div>
      </dl>
      <p className={classes.onward}>
        <FindingLink finding={finding}>{t('finding.whole')}</FindingLink>
        <Link
          to="/controls/$id"
          params={{ id: control }}
          search={finding.variant === 'default' ? {} : { variant: finding.variant }}
        >
          {t('finding.toControl')}
        </Link>
      </p>
    </div>
  );
}
