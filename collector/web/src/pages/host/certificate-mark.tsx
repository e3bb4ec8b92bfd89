import { IconCertificate, IconCertificateOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CertificateState } from '../../../../src/api/schemas.ts';
import { shownInstant } from '../../format/instants.ts';
import classes from './host.module.css';

const icons = { ending: IconCertificate, expired: IconCertificateOff };

/** That a host's certificate ends soon or has ended, as icon and word; nothing where it is good. */
export function CertificateMark({ certificate }: { certificate: CertificateState | null }) {
  const { t } = useTranslation();
  if (certificate === null || certificate.state === 'good') return null;
  const { state, notAfterAt } = certificate;
  const Icon = icons[state];
  return (
    <span
      className={classes.status}
      data-status={state === 'expired' ? 'revoked' : 'quarantined'}
      title={`${t(`certificateMark.${state}.meaning`)} ${shownInstant(notAfterAt)}`}
    >
      <Icon size={16} aria-hidden />
      {t(`certificateMark.${state}.name`)}
    </span>
  );
}
