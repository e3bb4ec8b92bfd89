import { Checkbox, MultiSelect, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AlertTrigger, ExpiryKind } from '../../../../src/api/alert-schemas.ts';
import { controlsQuery } from '../../api/queries.ts';
import { useText } from '../../i18n/use-text.ts';
import { belowTheBox } from '../../parts/below-the-box.ts';
import classes from './alerts.module.css';

type Kind = AlertTrigger['kind'];

const kinds: readonly Kind[] = ['failure', 'coverage', 'expiry', 'silence', 'quarantine'];
const ends: readonly ExpiryKind[] = [
  'certificate',
  'feed',
  'waiver',
  'plan',
  'attestation',
  'declaration',
  'finding',
];

/** What each kind begins with. */
const begun: Record<Kind, AlertTrigger> = {
  failure: { kind: 'failure', controls: [], labels: [] },
  coverage: { kind: 'coverage', belowPercent: 95 },
  expiry: { kind: 'expiry', withinDays: 30, of: [...ends] },
  silence: { kind: 'silence', labels: [] },
  quarantine: { kind: 'quarantine' },
};

export function TriggerFields(props: { trigger: AlertTrigger; change: (trigger: AlertTrigger) => void }) {
  const { t } = useTranslation();
  const { trigger, change } = props;
  return (
    <>
      <NativeSelect
        label={t('alerts.what')}
        description={t(`alerts.triggerHint.${trigger.kind}`)}
        inputWrapperOrder={belowTheBox}
        value={trigger.kind}
        onChange={(event) => {
          const kind = kinds.find((one) => one === event.currentTarget.value);
          if (kind) change(begun[kind]);
        }}
        data={kinds.map((kind) => ({ value: kind, label: t(`alerts.trigger.${kind}`) }))}
      />
      <Details {...props} />
    </>
  );
}

function Details({ trigger, change }: { trigger: AlertTrigger; change: (trigger: AlertTrigger) => void }) {
  const { t } = useTranslation();
  switch (trigger.kind) {
    case 'failure':
      return (
        <>
          <Controls chosen={trigger.controls} change={(controls) => change({ ...trigger, controls })} />
          <Labels chosen={trigger.labels} change={(labels) => change({ ...trigger, labels })} />
        </>
      );
    case 'silence':
      return <Labels chosen={trigger.labels} change={(labels) => change({ ...trigger, labels })} />;
    case 'coverage':
      return (
        <TextInput
          type="number"
          min={1}
          max={100}
          step="0.1"
          required
          label={t('alerts.belowPercent')}
          value={trigger.belowPercent}
          onChange={(event) => change({ ...trigger, belowPercent: Number(event.currentTarget.value) })}
        />
      );
    case 'expiry':
      return (
        <>
          <TextInput
            type="number"
            min={1}
            max={365}
            required
            label={t('alerts.withinDays')}
            value={trigger.withinDays}
            onChange={(event) => change({ ...trigger, withinDays: Number(event.currentTarget.value) })}
          />
          <fieldset className={classes.group}>
            <legend>{t('alerts.of')}</legend>
            {ends.map((kind) => (
              <Checkbox
                size="md"
                key={kind}
                label={t(`alerts.ends.${kind}`)}
                checked={trigger.of.includes(kind)}
                onChange={(event) =>
                  change({
                    ...trigger,
                    of: event.currentTarget.checked
                      ? [...trigger.of, kind]
                      : trigger.of.filter((other) => other !== kind),
                  })
                }
              />
            ))}
          </fieldset>
        </>
      );
    case 'quarantine':
      return null;
    default:
      return trigger satisfies never;
  }
}

type Chosen = { chosen: string[]; change: (chosen: string[]) => void };

function Controls({ chosen, change }: Chosen) {
  const { t } = useTranslation();
  const text = useText();
  const { data } = useQuery(controlsQuery());
  return (
    <MultiSelect
      label={t('alerts.controls')}
      description={t('alerts.controlsHint')}
      inputWrapperOrder={belowTheBox}
      data={data?.controls.map(({ id, title }) => ({ value: id, label: text(title) })) ?? []}
      value={chosen}
      onChange={change}
      searchable
      clearable={false}
    />
  );
}

function Labels({ chosen, change }: Chosen) {
  const { t } = useTranslation();
  return (
    <TagsInput
      label={t('alerts.labels')}
      description={t('alerts.labelsHint')}
      inputWrapperOrder={belowTheBox}
      value={chosen}
      onChange={change}
      clearable={false}
    />
  );
}
