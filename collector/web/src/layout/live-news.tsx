import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { startLive } from '../live/live.ts';
import { lastChangeAtMs } from '../api/request.ts';
import type { Subject } from '../../../src/notices.ts';
import classes from '../parts/parts.module.css';

/** Readers of the screen are told of changes this often at most: they must be able to listen to the page. */
const tellEveryMs = 60_000;

/** What reports of machines change; the rest is what people do. */
const ofReports: ReadonlySet<Subject> = new Set(['results', 'hosts']);
/** So long after a change of one's own what is new is most likely that. */
const ownEchoMs = 10_000;

/** Listens for changes while it is shown, and says now and then that what is on the page is new. */
export function LiveNews() {
  const { t } = useTranslation();
  const [count, setCount] = useState(0);

  useEffect(() => {
    let toldAtMs = Number.NEGATIVE_INFINITY;
    return startLive((subject) => {
      if (!ofReports.has(subject) || performance.now() - lastChangeAtMs() < ownEchoMs) return;
      if (performance.now() - toldAtMs < tellEveryMs) return;
      toldAtMs = performance.now();
      setCount((before) => before + 1);
    });
  }, []);

  return (
    <p role="status" className={classes.hidden}>
      {count === 0 ? '' : <span key={count}>{t('connection.updated')}</span>}
    </p>
  );
}
