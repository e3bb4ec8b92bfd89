import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { alertChannelsQuery, alertRulesQuery } from '../../api/administration-queries.ts';
import { useMay } from '../../api/session.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { ChannelForm } from './channel-form.tsx';
import { ChannelList } from './channel-list.tsx';
import { MessageLog } from './message-log.tsx';
import { RuleForm } from './rule-form.tsx';
import { RuleList } from './rule-list.tsx';

/** What people are told without looking: rules, where to, and what was sent. */
export function AlertsPage(): ReactNode {
  const { t } = useTranslation();
  const { rule, channel } = useSearch({ from: '/alerts' });
  const manages = useMay()('alerts:manage');
  const rules = useQuery(alertRulesQuery());
  const channels = useQuery(alertChannelsQuery());
  return (
    <Loaded query={rules} what="page">
      {({ rules: listed }) => (
        <Loaded query={channels} what="page">
          {({ channels: known }) => (
            <>
              <PageHeader title={t('alerts.title')} lead={t('alerts.lead')} />
              {manages && rule !== undefined ? (
                <RuleForm key={rule} rule={listed.find(({ id }) => id === rule) ?? null} channels={known} />
              ) : null}
              <RuleList rules={listed} channels={known} manages={manages} />
              {manages && channel !== undefined ? (
                <ChannelForm key={channel} channel={known.find(({ id }) => id === channel) ?? null} />
              ) : null}
              <ChannelList channels={known} manages={manages} />
              <MessageLog manages={manages} />
            </>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}
