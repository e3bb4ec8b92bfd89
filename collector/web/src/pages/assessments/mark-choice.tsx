import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AssessedItem } from '../../../../src/api/assessment-schemas.ts';
import { useSaid } from '../../findings/use-said.ts';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import { Relationship } from '../checklist/relationship.tsx';
import classes from './desk.module.css';
import { roles } from './form-item.ts';
import type { Role } from './form-item.ts';
import { roleWords } from './words.ts';

type Props = {
  shown: AssessedItem;
  /** What a person has chosen; null: what is proposed holds. */
  chosen: Role | null;
  marks: ReadonlyMap<Role, string>;
  editable: boolean;
  marking: boolean;
  mark: (role: Role | null) => void;
};

/** The mark as it stands, why, what is still to do for it, and the choice of another. */
export function MarkChoice({ shown, chosen, marks, editable, marking, mark }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const said = useSaid();
  const { machines } = shown;
  return (
    <>
      <div className={classes.proposal} role="status">
        <span className={classes.bigMark} lang="ja" aria-hidden="true">
          {shown.mark === '' ? '？' : shown.mark}
        </span>
        <p className={classes.why}>
          <strong>{shown.role ? text(roleWords[shown.role]) : t('desk.openMark')}</strong>
          {chosen === null ? null : ` ${t('desk.chosenByPerson')}`}
          <br />
          {said(shown.why)}
          {machines === null
            ? null
            : ` ${t('desk.machines', { passing: machines.passing, inScope: machines.inScope })}`}
        </p>
      </div>
      {shown.next.length === 0 ? null : (
        <ul className={classes.blockers}>
          {shown.next.map((step) => (
            <li key={step}>{t(`desk.next.${step}`)}</li>
          ))}
        </ul>
      )}
      {shown.controls.length === 0 ? null : (
        <ul className={classes.controls}>
          {shown.controls.map((control) => (
            <li key={`${control.id} ${control.variant}`}>
              <Link
                to="/controls/$id"
                params={{ id: control.id }}
                search={control.variant === 'default' ? {} : { variant: control.variant }}
              >
                {text(control.title)}
              </Link>{' '}
              <Relationship relationship={control.relationship} /> <OutcomeTally counts={control.outcomes} />
            </li>
          ))}
        </ul>
      )}
      <div className={classes.marks} role="group" aria-label={t('desk.chooseMark')}>
        {roles.map((role, place) => {
          const sign = marks.get(role);
          return sign === undefined ? null : (
            <button
              key={role}
              type="button"
              disabled={!editable || marking}
              aria-pressed={chosen === role}
              aria-keyshortcuts={String(place + 1)}
              onClick={() => mark(role)}
            >
              <span className={classes.mark} lang="ja" aria-hidden="true">
                {sign}
              </span>
              {text(roleWords[role])}
              <kbd aria-hidden="true">{place + 1}</kbd>
            </button>
          );
        })}
        <button
          type="button"
          disabled={!editable || marking || chosen === null}
          aria-keyshortcuts="0"
          onClick={() => mark(null)}
        >
          {t('desk.backToProposal')}
          <kbd aria-hidden="true">0</kbd>
        </button>
      </div>
    </>
  );
}
