import { Button, NativeSelect, TextInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { choicesQuery, systemsQuery } from '../../api/desk-queries.ts';
import { hostQuery } from '../../api/queries.ts';
import type { WaiverSearch } from '../../router/read-desk-address.ts';
import { useText } from '../../i18n/use-text.ts';
import adminClasses from '../admin/admin.module.css';
import { DeskRefusal } from '../assessments/desk-refusal.tsx';
import classes from '../assessments/desk.module.css';
import { useDeskSend } from '../../api/use-send.ts';
import { HostPicker } from './host-picker.tsx';

/** Asks that failures be accepted: why, by a closed list and in words, and until when; never without a last day. */
export function NewWaiver({ search }: { search: WaiverSearch }) {
  const { t } = useTranslation();
  const text = useText();
  const choices = useQuery(choicesQuery()).data;
  const systems = useQuery(systemsQuery()).data?.systems ?? [];
  const { sending, error, send } = useDeskSend();
  const [made, setMade] = useState(0);
  const named = useQuery({ ...hostQuery(search.host ?? ''), enabled: search.host !== undefined });

  const unchosen = { value: '', label: t('waivers.choose') };

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const { system, host, ...rest } = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const path = `/systems/${encodeURIComponent(system ?? '')}/waivers`;
    const json = { ...rest, host: host === undefined || host === '' ? null : host };
    if (!(await send({ method: 'POST', path, json }))) return;
    form.reset();
    setMade((before) => before + 1);
  }

  return (
    <form className={adminClasses.form} onSubmit={(event) => void submit(event)}>
      <NativeSelect
        name="system"
        label={t('systems.singular')}
        data={[unchosen, ...systems.map(({ id, name }) => ({ value: id, label: name }))]}
        // Its list comes later than the form, and what is chosen in it must be there.
        key={systems.length}
        defaultValue={search.system ?? (systems.length === 1 ? systems[0]?.id : undefined) ?? ''}
        required
      />
      {choices === undefined ? null : (
        <NativeSelect
          name="control"
          label={t('waivers.control')}
          data={[unchosen, ...choices.controls.map(({ id, title }) => ({ value: id, label: text(title) }))]}
          defaultValue={search.control ?? ''}
          required
        />
      )}
      <HostPicker
        // Another host in the address, its name once that is known, and a form that was sent begin anew.
        key={`${search.host ?? ''} ${named.data?.host.name ?? ''} ${made}`}
        name="host"
        label={t('waivers.oneHost')}
        hint={t('waivers.hostHint')}
        initial={
          search.host === undefined ? null : { id: search.host, name: named.data?.host.name ?? search.host }
        }
      />
      <NativeSelect
        name="because"
        label={t('waivers.reasonKind')}
        data={[
          unchosen,
          ...(choices?.waiverReasons ?? []).map((kind) => ({
            value: kind,
            label: t(`waivers.reasons.${kind}`),
          })),
        ]}
        required
      />
      <TextInput type="date" name="until" label={t('waivers.until')} required />
      <Textarea
        className={classes.wide}
        name="reason"
        label={t('waivers.reason')}
        lang="ja"
        autosize
        minRows={2}
        maxLength={10_000}
        required
      />
      <Button type="submit" loading={sending}>
        {t('waivers.ask')}
      </Button>
      <DeskRefusal error={error} />
    </form>
  );
}
