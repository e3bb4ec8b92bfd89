import { useTranslation } from 'react-i18next';
import type { Grouping, HostGroup } from '../../../../src/api/result-schemas.ts';
import type * as z from 'zod';
import { useText } from '../../i18n/use-text.ts';
import { outcomesInOrder, outcomeWords } from '../../outcomes/outcomes.ts';
import type { Counts } from '../../outcomes/outcomes.ts';
import partClasses from '../../parts/parts.module.css';
import { addressOf } from '../../router/address.ts';
import classes from './heat-map.module.css';
import { worstOf } from './worst.ts';

/** The worst of a group's hosts by sign, pattern and number, leading to exactly those. */
export function HeatCell({
  by,
  group,
  control,
  counts,
  number,
}: {
  by: Grouping;
  /** Undefined: all groups that have no column of their own. */
  group: z.infer<typeof HostGroup> | undefined;
  control: string;
  counts: Counts;
  number: Intl.NumberFormat;
}) {
  const { t } = useTranslation();
  const text = useText();
  const worst = worstOf(counts);
  if (worst === null) {
    return (
      <td className={classes.cell}>
        <span tabIndex={-1} className={classes.nothing}>
          {t('heatMap.nothing')}
        </span>
      </td>
    );
  }
  const { outcome, count } = worst;
  const all = outcomesInOrder
    .filter((candidate) => (counts[candidate] ?? 0) > 0)
    .map((candidate) => `${text(outcomeWords[candidate])} ${number.format(counts[candidate] ?? 0)}`)
    .join(', ');
  const shown = (
    <>
      <span lang="ja" aria-hidden="true" className={classes.sign}>
        {outcomeWords[outcome].sign}
      </span>
      <span aria-hidden="true">{number.format(count)}</span>
      <span className={partClasses.hidden}>{all}</span>
    </>
  );
  return (
    <td className={classes.cell} data-outcome={outcome}>
      {group === undefined ? (
        <span tabIndex={-1} title={all}>
          {shown}
        </span>
      ) : (
        <a
          href={`/findings${addressOf({ control, outcome: [outcome], [by]: group.id })}`}
          tabIndex={-1}
          title={all}
        >
          {shown}
        </a>
      )}
    </td>
  );
}
