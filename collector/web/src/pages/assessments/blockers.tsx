import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AssessmentState, AssessmentSummary } from '../../../../src/api/assessment-schemas.ts';
import { keptNames } from '../../drafts/kept-drafts.ts';
import { useText } from '../../i18n/use-text.ts';
import classes from './desk.module.css';
import { isOpen, labelsOf } from './form-item.ts';

/** Rows that somebody reads here; the list of the workbench has the rest. */
const mostShown = 20;

/** What stands in the way of a final pack, and what should be looked at before it. */
export function Blockers({ summary, state }: { summary: AssessmentSummary; state: AssessmentState }) {
  const { t } = useTranslation();
  const text = useText();
  const { id } = summary;
  const labels = labelsOf(state.items);
  const open = state.items.filter(isOpen);
  const outdated = state.items.filter(({ remarksOutdated }) => remarksOutdated);
  const unsent = keptNames(`${id} `).length;
  const silent = state.coverage.silent.length;
  const step = summary.frozen ? (summary.reviewed ? (summary.closed ? null : 'close') : 'review') : 'freeze';
  return (
    <div className={classes.stack}>
      {open.length === 0 && step === null ? <p>{t('desk.finish.nothingBlocks')}</p> : null}
      <ul className={classes.blockers}>
        {open.length === 0 ? null : <li>{t('desk.finish.openItems', { count: open.length })}</li>}
        {step === null ? null : <li>{t(`desk.finish.missing.${step}`)}</li>}
        {unsent === 0 ? null : <li>{t('desk.finish.unsent', { count: unsent })}</li>}
        {outdated.length === 0 ? null : <li>{t('desk.finish.outdated', { count: outdated.length })}</li>}
        {silent === 0 ? null : <li>{t('desk.finish.silent', { count: silent })}</li>}
      </ul>
      {open.length === 0 ? null : (
        <ul>
          {open.slice(0, mostShown).map((one) => (
            <li key={one.item.id}>
              <Link to="/assessments/$id" params={{ id }} search={{ item: one.item.id }}>
                {`${labels.get(one.item.id) ?? ''} ${text(one.item.title)}`}
              </Link>{' '}
              <span className={classes.soft}>{text(one.why)}</span>
            </li>
          ))}
          {open.length > mostShown ? (
            <li>
              <Link to="/assessments/$id" params={{ id }} search={{ open: true }}>
                {t('desk.finish.allOpen', { count: open.length })}
              </Link>
            </li>
          ) : null}
        </ul>
      )}
    </div>
  );
}
