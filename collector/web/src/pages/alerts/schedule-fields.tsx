import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AlertSchedule } from '../../../../src/api/alert-schemas.ts';
import { days } from './rule-words.ts';

const kinds = ['at-once', 'daily', 'weekly'] as const;
const usualTime = '08:30';

const begun: Record<AlertSchedule['kind'], AlertSchedule> = {
  'at-once': { kind: 'at-once', everyMinutes: 60 },
  daily: { kind: 'daily', at: usualTime, evenIfNothing: true },
  weekly: { kind: 'weekly', on: 1, at: usualTime, evenIfNothing: true },
};

type Props = { schedule: AlertSchedule; change: (schedule: AlertSchedule) => void };

export function ScheduleFields({ schedule, change }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <NativeSelect
        label={t('alerts.schedule')}
        value={schedule.kind}
        onChange={(event) => {
          const kind = kinds.find((one) => one === event.currentTarget.value);
          if (kind) change(begun[kind]);
        }}
        data={kinds.map((kind) => ({ value: kind, label: t(`alerts.schedules.${kind}`) }))}
      />
      {schedule.kind === 'weekly' ? (
        <NativeSelect
          label={t('alerts.onDay')}
          value={String(schedule.on)}
          onChange={(event) => change({ ...schedule, on: Number(event.currentTarget.value) })}
          data={days.map((day) => ({ value: day, label: t(`alerts.days.${day}`) }))}
        />
      ) : null}
      {schedule.kind === 'at-once' ? (
        <TextInput
          type="number"
          min={5}
          max={1440}
          required
          label={t('alerts.everyMinutes')}
          value={schedule.everyMinutes}
          onChange={(event) => change({ ...schedule, everyMinutes: Number(event.currentTarget.value) })}
        />
      ) : (
        <>
          <TextInput
            type="time"
            required
            label={t('alerts.at')}
            value={schedule.at}
            onChange={(event) => change({ ...schedule, at: event.currentTarget.value })}
          />
          <Checkbox
            size="md"
            label={t('alerts.evenIfNothing')}
            description={t('alerts.evenIfNothingHint')}
            checked={schedule.evenIfNothing}
            onChange={(event) => change({ ...schedule, evenIfNothing: event.currentTarget.checked })}
          />
        </>
      )}
    </>
  );
}
