import { useTranslation } from 'react-i18next';
import type { AlertSchedule, AlertTrigger } from '../../../../src/api/alert-schemas.ts';

/** What a rule tells of, in few words. */
export function useTriggerWords(): (trigger: AlertTrigger) => string {
  const { t } = useTranslation();
  return (trigger) => {
    const name = t(`alerts.trigger.${trigger.kind}`);
    const details = detailsOf(trigger);
    return details.length === 0 ? name : `${name}: ${details.join(' · ')}`;
  };

  function detailsOf(trigger: AlertTrigger): string[] {
    switch (trigger.kind) {
      case 'failure':
        return [
          trigger.controls.length === 0
            ? t('alerts.triggerOf.any')
            : t('alerts.triggerOf.chosen', { count: trigger.controls.length }),
          ...trigger.labels,
        ];
      case 'coverage':
        return [t('alerts.triggerOf.coverage', { percent: trigger.belowPercent })];
      case 'expiry':
        return [t('alerts.triggerOf.days', { count: trigger.withinDays })];
      case 'silence':
        return trigger.labels;
      case 'quarantine':
        return [];
      default:
        return trigger satisfies never;
    }
  }
}

/** When a rule sends. */
export function useScheduleWords(): (schedule: AlertSchedule) => string {
  const { t } = useTranslation();
  return (schedule) => {
    switch (schedule.kind) {
      case 'at-once':
        return t('alerts.scheduleOf.at-once', { count: schedule.everyMinutes });
      case 'daily':
        return t('alerts.scheduleOf.daily', { at: schedule.at });
      case 'weekly': {
        const day = t(`alerts.days.${dayKey(schedule.on)}`);
        return t('alerts.scheduleOf.weekly', { day, at: schedule.at });
      }
      default:
        return schedule satisfies never;
    }
  };
}

export const days = ['1', '2', '3', '4', '5', '6', '7'] as const;

function dayKey(on: number): (typeof days)[number] {
  return days[on - 1] ?? '1';
}
