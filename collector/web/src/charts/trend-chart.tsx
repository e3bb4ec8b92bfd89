import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trend } from '../../../src/api/result-schemas.ts';
import { exactDay, shownDay } from '../format/instants.ts';
import { useDateStyle } from '../format/use-date-style.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { OutcomeBadge } from '../outcomes/outcome-badge.tsx';
import { attentionOutcomes, outcomeWords, totalCount } from '../outcomes/outcomes.ts';
import classes from './charts.module.css';
import { pathOf, roundAbove } from './scale.ts';
import { TrendTable } from './trend-table.tsx';

const size = { width: 720, height: 180 };
const room = { left: 48, right: 12, top: 10, bottom: 22 };

/** Lines of what needs attention, told apart by their dashes and marks, with the same numbers as a table. */
export function TrendChart({ days }: { days: Trend['days'] }) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const id = useId();
  const style = useDateStyle();
  const counted = days.filter(({ outcomes }) => totalCount(outcomes) > 0);
  const [first, last] = [days[0], days.at(-1)];
  const [firstCounted, lastCounted] = [counted[0], counted.at(-1)];
  if (!first || !last || !firstCounted || !lastCounted) return <p>{t('trend.none')}</p>;
  const top = roundAbove(
    Math.max(
      ...counted.flatMap(({ outcomes }) => attentionOutcomes.map((outcome) => outcomes[outcome] ?? 0)),
    ),
  );
  const x = (index: number) =>
    room.left + (index / Math.max(1, days.length - 1)) * (size.width - room.left - room.right);
  const y = (count: number) =>
    size.height - room.bottom - (count / top) * (size.height - room.top - room.bottom);
  const number = new Intl.NumberFormat(language, { notation: 'compact' });

  return (
    <figure className={classes.figure}>
      <ul className={classes.legend}>
        {attentionOutcomes.map((outcome) => (
          <li key={outcome}>
            <svg viewBox="0 0 32 10" aria-hidden="true" className={classes.sample} data-outcome={outcome}>
              <path d="M0 5 L32 5" className={classes.line} />
            </svg>
            <OutcomeBadge
              outcome={outcome}
              {...(last === lastCounted && { count: last.outcomes[outcome] ?? 0 })}
            />
          </li>
        ))}
      </ul>
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="img"
        aria-labelledby={`${id}-title ${id}-what`}
        className={classes.chart}
      >
        <title id={`${id}-title`}>{t('trend.title')}</title>
        <desc id={`${id}-what`}>
          {attentionOutcomes
            .map((outcome) =>
              t('trend.fromTo', {
                outcome: text(outcomeWords[outcome]),
                from: firstCounted.outcomes[outcome] ?? 0,
                to: lastCounted.outcomes[outcome] ?? 0,
              }),
            )
            .join(' ')}
        </desc>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line
              x1={room.left}
              x2={size.width - room.right}
              y1={y(top * share)}
              y2={y(top * share)}
              className={classes.grid}
            />
            {share === 0.5 && top < 2 ? null : (
              <text x={room.left - 6} y={y(top * share) + 4} textAnchor="end" className={classes.tick}>
                {number.format(top * share)}
              </text>
            )}
          </g>
        ))}
        {attentionOutcomes.map((outcome) => (
          <g key={outcome} data-outcome={outcome}>
            <path
              className={classes.line}
              d={pathOf(
                days.map(({ outcomes }, index) =>
                  totalCount(outcomes) === 0 ? null : { x: x(index), y: y(outcomes[outcome] ?? 0) },
                ),
              )}
            />
            {totalCount(last.outcomes) === 0 ? null : (
              <circle
                cx={x(days.length - 1)}
                cy={y(last.outcomes[outcome] ?? 0)}
                r={3.5}
                className={classes.end}
              />
            )}
          </g>
        ))}
        <text x={room.left} y={size.height - 6} className={classes.tick}>
          <title>{exactDay(first.day)}</title>
          {shownDay(first.day, style)}
        </text>
        {last.day === first.day ? null : (
          <text x={size.width - room.right} y={size.height - 6} textAnchor="end" className={classes.tick}>
            <title>{exactDay(last.day)}</title>
            {shownDay(last.day, style)}
          </text>
        )}
      </svg>
      <TrendTable days={days} />
    </figure>
  );
}
