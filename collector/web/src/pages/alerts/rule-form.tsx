import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  AlertPreview,
  AlertRuleInput,
  AlertRuleView,
  ChannelView,
} from '../../../../src/api/alert-schemas.ts';
import { useSend } from '../../api/use-send.ts';
import { Section } from '../../parts/section.tsx';
import { RefusalText } from '../../parts/refusal-text.tsx';
import classes from './alerts.module.css';
import { begunRule } from './begun-rule.ts';
import { ChannelChoice } from './channel-choice.tsx';
import { RulePreview } from './rule-preview.tsx';
import { ScheduleFields } from './schedule-fields.tsx';
import { TriggerFields } from './trigger-fields.tsx';

type Props = { rule: AlertRuleView | null; channels: readonly ChannelView[] };

/** Makes a rule, or changes one. */
export function RuleForm({ rule, channels }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate({ from: '/alerts' });
  const first = useRef<HTMLInputElement>(null);
  // The form opens above what was pressed.
  useEffect(() => first.current?.focus(), []);
  const { sending, refused, send } = useSend();
  const [wanted, setWanted] = useState<AlertRuleInput>(() => begunRule(rule, channels, i18n.language));
  const [preview, setPreview] = useState<AlertPreview | null>(null);
  const change = (changes: Partial<AlertRuleInput>) => {
    setWanted({ ...wanted, ...changes });
    setPreview(null);
  };
  const close = () => void navigate({ search: ({ rule: _rule, ...search }) => search });

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const done =
      rule === null
        ? await send('POST', '/alerts/rules', wanted)
        : await send('PUT', `/alerts/rules/${rule.id}`, wanted);
    if (done) close();
  }

  async function tryOut(): Promise<void> {
    const answer = await send<AlertPreview>('POST', '/alerts/preview', wanted);
    setPreview(answer?.answer ?? null);
  }

  return (
    <Section title={rule === null ? t('alerts.newRule') : t('alerts.editRule')}>
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <TextInput
          ref={first}
          label={t('alerts.name')}
          value={wanted.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          maxLength={100}
          required
        />
        <TriggerFields trigger={wanted.trigger} change={(trigger) => change({ trigger })} />
        <ScheduleFields schedule={wanted.schedule} change={(schedule) => change({ schedule })} />
        <NativeSelect
          label={t('alerts.language')}
          value={wanted.language}
          onChange={(event) => change({ language: event.currentTarget.value === 'en' ? 'en' : 'ja' })}
          data={[
            { value: 'ja', label: t('alerts.languages.ja') },
            { value: 'en', label: t('alerts.languages.en') },
          ]}
        />
        <ChannelChoice
          channels={channels}
          chosen={wanted.channels}
          choose={(chosen) => change({ channels: chosen })}
        />
        <Checkbox
          size="md"
          className={classes.wide ?? ''}
          label={t('alerts.enabled')}
          checked={wanted.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
        <div className={classes.buttons}>
          <Button type="submit" loading={sending} disabled={wanted.channels.length === 0}>
            {t('alerts.save')}
          </Button>
          <Button variant="default" onClick={() => void tryOut()} disabled={wanted.channels.length === 0}>
            {t('alerts.preview')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('alerts.cancel')}
          </Button>
        </div>
        <RefusalText code={refused} />
        <div role="status" className={classes.wide}>
          {preview === null ? null : <RulePreview preview={preview} />}
        </div>
      </form>
    </Section>
  );
}
