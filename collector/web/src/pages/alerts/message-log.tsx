import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AlertMessageView } from '../../../../src/api/alert-schemas.ts';
import { alertMessagesQuery, messagesPerPage } from '../../api/administration-queries.ts';
import { useSend } from '../../api/use-send.ts';
import { useText } from '../../i18n/use-text.ts';
import { pageOf } from '../../table/page-of.ts';
import { RefusalText } from '../../parts/refusal-text.tsx';
import { Empty } from '../../parts/empty.tsx';
import { FilterChip } from '../../parts/filter-chip.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import classes from './alerts.module.css';

const states = ['waiting', 'sent', 'given-up'] as const;

/** What was sent, what waits, and what was given up. */
export function MessageLog({ manages }: { manages: boolean }) {
  const { t } = useTranslation();
  const search = useSearch({ from: '/alerts' });
  const navigate = useNavigate({ from: '/alerts' });
  const query = useQuery(alertMessagesQuery(search));
  return (
    <Section title={t('alerts.log')}>
      <Loaded query={query} what="part">
        {({ counts, messages }) => {
          const { rows, last } = pageOf(messages, messagesPerPage);
          return (
            <>
              <div className={classes.chips} role="group" aria-label={t('alerts.state')}>
                {states.map((state) => (
                  <FilterChip
                    key={state}
                    on={search.state === state}
                    toggle={() =>
                      void navigate({
                        search: ({ state: before, before: _before, ...rest }) =>
                          before === state ? rest : { ...rest, state },
                      })
                    }
                  >
                    {`${t(`alerts.states.${state}`)} ${counts[state]}`}
                  </FilterChip>
                ))}
              </div>
              {rows.length === 0 ? (
                <Empty title={t('alerts.noMessages')} />
              ) : (
                <Messages messages={rows} manages={manages} />
              )}
              <nav className={classes.paging} aria-label={t('alerts.paging')}>
                {search.before === undefined ? null : (
                  <Link from="/alerts" to="/alerts" search={({ before: _before, ...rest }) => rest}>
                    {t('alerts.newest')}
                  </Link>
                )}
                {last === null ? null : (
                  <Link from="/alerts" to="/alerts" search={(rest) => ({ ...rest, before: last.id })}>
                    {t('alerts.older')}
                  </Link>
                )}
              </nav>
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Messages({ messages, manages }: { messages: readonly AlertMessageView[]; manages: boolean }) {
  const { t } = useTranslation();
  const text = useText();
  const { sending, refused, send } = useSend();
  return (
    <>
      <RefusalText code={refused} />
      <Table label={t('alerts.log')}>
        <thead>
          <tr>
            <th scope="col">{t('alerts.madeAt')}</th>
            <th scope="col">{t('alerts.ruleOf')}</th>
            <th scope="col">{t('alerts.to')}</th>
            <th scope="col">{t('alerts.message')}</th>
            <th scope="col">{t('alerts.state')}</th>
          </tr>
        </thead>
        <tbody>
          {messages.map((message) => (
            <tr key={message.id}>
              <td>
                <Instant at={message.madeAt} to="second" />
              </td>
              <td>{message.rule ?? t('alerts.testMessage')}</td>
              <td>{message.channel}</td>
              <td className={classes.message}>
                <MessageText message={message} />
              </td>
              <td className={classes.text}>
                <div>{`${t(`alerts.states.${message.state}`)} · ${t('alerts.attempts', { count: message.attempts })}`}</div>
                {message.nextAttemptAt === null ? null : (
                  <div className={classes.soft}>
                    {t('alerts.nextAttempt')} <Instant at={message.nextAttemptAt} />
                  </div>
                )}
                {message.lastError === null ? null : (
                  <div className={classes.soft}>{text(message.lastError)}</div>
                )}
                {manages && message.state !== 'sent' && message.rule !== null ? (
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={sending}
                    onClick={() => void send('POST', `/alerts/messages/${message.id}/sending`)}
                  >
                    {t('alerts.again')}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}

function MessageText({ message }: { message: AlertMessageView }) {
  return (
    <details>
      <summary>{message.subject}</summary>
      <pre>{message.text}</pre>
    </details>
  );
}
