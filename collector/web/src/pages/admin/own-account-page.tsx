import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../api/queries.ts';
import { Facts } from '../../parts/facts.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { OwnPassword } from './own-password.tsx';
import { SecondFactor } from './second-factor.tsx';

export function OwnAccountPage(): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(sessionQuery());
  return (
    <Loaded query={query} what="page">
      {({ account }) => (
        <>
          <PageHeader title={t('ownAccount.title')} />
          <Facts
            facts={[
              [t('accounts.name'), <code key="name">{account.name}</code>],
              [t('accounts.displayName'), account.displayName],
              [t('admin.role'), t(`roles.${account.role}`)],
            ]}
          />
          {account.singleSignOn ? (
            <p>{t('ownAccount.provider')}</p>
          ) : (
            <>
              <Section title={t('ownAccount.password')}>
                <OwnPassword />
              </Section>
              <Section title={t('ownAccount.second')}>
                <SecondFactor on={account.secondFactor} />
              </Section>
            </>
          )}
        </>
      )}
    </Loaded>
  );
}
