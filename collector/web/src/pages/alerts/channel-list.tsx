import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelView, TestResult } from '../../../../src/api/alert-schemas.ts';
import { useSend } from '../../api/use-send.ts';
import { useText } from '../../i18n/use-text.ts';
import { Empty } from '../../parts/empty.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import { ConfirmedButton } from '../../parts/confirmed-button.tsx';
import { RefusalText } from '../../parts/refusal-text.tsx';
import classes from './alerts.module.css';

type Tested = { name: string; result: TestResult };

/** Where messages go, with a test that says how it went. */
export function ChannelList({ channels, manages }: { channels: readonly ChannelView[]; manages: boolean }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate({ from: '/alerts' });
  const { sending, refused, send } = useSend();
  const [tested, setTested] = useState<Tested | null>(null);

  async function test({ id, name }: ChannelView): Promise<void> {
    setTested(null);
    const language = i18n.language === 'en' ? 'en' : 'ja';
    const done = await send<TestResult>('POST', `/alerts/channels/${id}/test`, { language });
    if (done) setTested({ name, result: done.answer });
  }

  const begin = manages ? (
    <Button
      size="compact-sm"
      onClick={() => void navigate({ search: (search) => ({ ...search, channel: 'new' }) })}
    >
      {t('alerts.newChannel')}
    </Button>
  ) : null;
  return (
    <Section title={t('alerts.channels')} aside={begin}>
      <div role="status">{tested === null ? null : <Result {...tested} />}</div>
      <RefusalText code={refused} />
      {channels.length === 0 ? (
        <Empty title={t('alerts.noChannels')} />
      ) : (
        <Table label={t('alerts.channels')}>
          <thead>
            <tr>
              <th scope="col">{t('alerts.name')}</th>
              <th scope="col">{t('alerts.kind')}</th>
              <th scope="col">{t('alerts.destination')}</th>
              <th scope="col">{t('alerts.rules')}</th>
              {manages ? <th scope="col">{t('alerts.actions')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <tr key={channel.id}>
                <th scope="row">{channel.name}</th>
                <td className={classes.word}>
                  {t(`alerts.kinds.${channel.settings.kind}`)}
                  {channel.settings.kind === 'webhook'
                    ? ` · ${channel.hasSecret ? t('alerts.signed') : t('alerts.unsigned')}`
                    : null}
                </td>
                <td className={classes.text}>{channel.destination}</td>
                <td className={classes.word}>{t('alerts.rulesUsing', { count: channel.rules })}</td>
                {manages ? (
                  <td>
                    <div className={classes.actions}>
                      <Button
                        size="compact-sm"
                        variant="default"
                        loading={sending}
                        aria-label={t('alerts.testNamed', { name: channel.name })}
                        onClick={() => void test(channel)}
                      >
                        {t('alerts.test')}
                      </Button>
                      <Link
                        from="/alerts"
                        to="/alerts"
                        search={(search) => ({ ...search, channel: channel.id })}
                        aria-label={t('alerts.editNamed', { name: channel.name })}
                      >
                        {t('alerts.edit')}
                      </Link>
                      <ConfirmedButton
                        label={t('alerts.remove')}
                        sending={sending}
                        act={() => void send('DELETE', `/alerts/channels/${channel.id}`)}
                      />
                    </div>
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}

function Result({ name, result }: Tested) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <p className={classes.result}>
      {result.sent
        ? t('alerts.testSent', { name, ms: result.tookMs })
        : t('alerts.testFailed', { name, error: result.error === null ? '' : text(result.error) })}
    </p>
  );
}
