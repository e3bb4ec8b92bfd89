import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AlertRuleView, ChannelView } from '../../../../src/api/alert-schemas.ts';
import { useSend } from '../../api/use-send.ts';
import { RefusalText } from '../../parts/refusal-text.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import { ConfirmedButton } from '../../parts/confirmed-button.tsx';
import classes from './alerts.module.css';
import { useScheduleWords, useTriggerWords } from './rule-words.ts';

type Props = { rules: readonly AlertRuleView[]; channels: readonly ChannelView[]; manages: boolean };

export function RuleList({ rules, channels, manages }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/alerts' });
  const begin = manages ? (
    <Button
      size="compact-sm"
      disabled={channels.length === 0}
      onClick={() => void navigate({ search: (search) => ({ ...search, rule: 'new' }) })}
    >
      {t('alerts.newRule')}
    </Button>
  ) : null;
  return (
    <Section title={t('alerts.rules')} aside={begin}>
      {rules.length === 0 ? (
        <Empty title={t('alerts.noRules')}>
          <p>{t('alerts.noRulesHint')}</p>
        </Empty>
      ) : (
        <Table label={t('alerts.rules')}>
          <thead>
            <tr>
              <th scope="col">{t('alerts.name')}</th>
              <th scope="col">{t('alerts.what')}</th>
              <th scope="col">{t('alerts.when')}</th>
              <th scope="col">{t('alerts.to')}</th>
              <th scope="col">{t('alerts.state')}</th>
              {manages ? <th scope="col">{t('alerts.actions')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <RuleRow key={rule.id} rule={rule} channels={channels} manages={manages} />
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}

function RuleRow({
  rule,
  channels,
  manages,
}: {
  rule: AlertRuleView;
  channels: readonly ChannelView[];
  manages: boolean;
}) {
  const { t } = useTranslation();
  const triggerWords = useTriggerWords();
  const scheduleWords = useScheduleWords();
  const { sending, refused, send } = useSend();
  const names = channels.filter(({ id }) => rule.channels.includes(id)).map(({ name }) => name);
  return (
    <tr>
      <th scope="row">{rule.name}</th>
      <td>{triggerWords(rule.trigger)}</td>
      <td>{scheduleWords(rule.schedule)}</td>
      <td>{names.join(', ')}</td>
      <td>
        <div className={classes.word}>{rule.enabled ? t('alerts.on') : t('alerts.off')}</div>
        {rule.gathered === 0 ? null : (
          <div className={classes.soft}>{t('alerts.gathered', { count: rule.gathered })}</div>
        )}
        {rule.nextMessageAt === null ? null : (
          <div className={classes.soft}>
            {t('alerts.next')} <Instant at={rule.nextMessageAt} />
          </div>
        )}
        {rule.lastMessageAt === null ? null : (
          <div className={classes.soft}>
            {t('alerts.last')} <Instant at={rule.lastMessageAt} />
          </div>
        )}
      </td>
      {manages ? (
        <td>
          <div className={classes.actions}>
            <Link
              from="/alerts"
              to="/alerts"
              search={(search) => ({ ...search, rule: rule.id })}
              aria-label={t('alerts.editNamed', { name: rule.name })}
            >
              {t('alerts.edit')}
            </Link>
            <ConfirmedButton
              label={t('alerts.remove')}
              sending={sending}
              act={() => void send('DELETE', `/alerts/rules/${rule.id}`)}
            />
          </div>
          <RefusalText code={refused} />
        </td>
      ) : null}
    </tr>
  );
}
