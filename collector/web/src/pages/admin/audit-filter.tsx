import { Button, NativeSelect, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ja } from '../../i18n/messages.ts';
import { auditParameters } from '../../router/read-address.ts';
import type { AuditSearch } from '../../router/read-address.ts';
import classes from './admin.module.css';

const actions = Object.keys(ja.audit.actions) as (keyof typeof ja.audit.actions)[];

/** Filters of the log; they stand in the address, so that a view can be sent to somebody. */
export function AuditFilter({ search }: { search: AuditSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/audit' });
  const { before: _before, ...filter } = search;

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const fields = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '');
    void navigate({ search: Object.fromEntries(fields) });
  }

  return (
    <search aria-label={t('auditFilter.label')}>
      <form className={classes.form} onSubmit={submit} key={JSON.stringify(filter)}>
        <TextInput name="actor" label={t('auditFilter.actor')} defaultValue={search.actor ?? ''} />
        <NativeSelect
          name="action"
          label={t('auditFilter.action')}
          defaultValue={search.action ?? ''}
          data={[
            { value: '', label: t('auditFilter.anyAction') },
            ...actions.map((action) => ({ value: action, label: t(`audit.actions.${action}`) })),
          ]}
        />
        <TextInput name="subject" label={t('auditFilter.subject')} defaultValue={search.subject ?? ''} />
        <TextInput name="from" type="date" label={t('auditFilter.from')} defaultValue={search.from ?? ''} />
        <TextInput
          name="until"
          type="date"
          label={t('auditFilter.until')}
          defaultValue={search.until ?? ''}
        />
        <div className={classes.filterButtons}>
          <Button type="submit">{t('auditFilter.apply')}</Button>
          <Link to="/audit">{t('auditFilter.clear')}</Link>
          <a href={`/api/v1/audit/lines.csv?${auditParameters(filter)}`} download="audit.csv">
            {t('auditFilter.csv')}
          </a>
        </div>
      </form>
    </search>
  );
}
