import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Host } from '../../../../src/api/schemas.ts';
import { useMay } from '../../api/session.ts';
import { latePart } from '../../parts/late-part.tsx';
import { Section } from '../../parts/section.tsx';
import classes from './host.module.css';

// Few may decide this, and seldom.
const HostDecisions = latePart(async () => (await import('../admin/host-decisions.tsx')).HostDecisions);

/** What is wrong with a host's enrolment and why, and what a person may do about it. */
export function HostTrust({ host }: { host: Host }) {
  const { t } = useTranslation();
  const may = useMay();
  const { status } = host;
  const decides = may('hosts:manage') && status !== 'revoked';
  if (status === 'active' && !decides) return null;
  return (
    <Section title={t('trust.title')}>
      {status === 'active' ? null : (
        <div className={classes.reason}>
          <p>{t(`trust.since.${status}`)}</p>
          <p>{reasonOf(host)}</p>
        </div>
      )}
      {decides ? (
        <Suspense>
          <HostDecisions host={host} />
        </Suspense>
      ) : null}
    </Section>
  );

  function reasonOf({ statusReason }: Host): string | null {
    if (
      statusReason === 'machine-changed' ||
      statusReason === 'sequence-fork' ||
      statusReason === 'key-changed'
    ) {
      return t(`trust.reasons.${statusReason}`);
    }
    return statusReason === null ? null : t('trust.reasonGiven', { reason: statusReason });
  }
}
