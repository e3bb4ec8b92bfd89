import { useTranslation } from 'react-i18next';
import { calendars, chooseCalendar, useCalendar } from '../format/calendar.ts';
import classes from './layout.module.css';

/** 西暦 (ISO 8601) or 和暦. */
export function CalendarSwitch() {
  const { t } = useTranslation();
  const current = useCalendar();
  return (
    <div role="group" aria-label={t('frame.calendar')} className={classes.choice}>
      {calendars.map((calendar) => (
        <button
          key={calendar}
          type="button"
          aria-pressed={calendar === current}
          onClick={() => chooseCalendar(calendar)}
        >
          {t(`frame.calendars.${calendar}`)}
        </button>
      ))}
    </div>
  );
}
