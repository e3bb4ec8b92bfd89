import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../../src/api/schemas.ts';
import { Section } from '../../parts/section.tsx';
import classes from './overview.module.css';

/** Which hosts report: what is not reported cannot be judged. Revoked ones may not, and are not missed. */
export function Coverage({ hosts }: { hosts: Overview['hosts'] }) {
  const { t } = useTranslation();
  const rows = [
    ['reporting', hosts.reporting],
    ['silent', hosts.silent],
    ['never', hosts.neverReported],
  ] as const;
  return (
    <Section title={t('hosts.title')} aside={<Link to="/hosts">{t('overview.allHosts')}</Link>}>
      <dl className={classes.coverage}>
        {rows.map(([contact, count]) => (
          <div key={contact}>
            <dt>
              <Link to="/hosts" search={{ contact: [contact], status: ['active', 'quarantined'] }}>
                {t(`contact.${contact}.name`)}
              </Link>
              <small>{t(`contact.${contact}.meaning`)}</small>
            </dt>
            <dd>{t('overview.hosts', { count })}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
