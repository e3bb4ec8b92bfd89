import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AssessmentState, AssessmentSummary } from '../../../../src/api/assessment-schemas.ts';
import { stateQuery } from '../../api/desk-queries.ts';
import { useText } from '../../i18n/use-text.ts';
import { Facts } from '../../parts/facts.tsx';
import { Day, Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import classes from './desk.module.css';
import { isOpen, marksOf, roles } from './form-item.ts';
import { useAssessmentName } from './use-assessment-name.ts';
import { roleWords } from './words.ts';

type Signing = { person: string; asOf: string };
type Step = { summary: AssessmentSummary; step: 'freeze' | 'review' | 'close' };
type Props = Step & {
  /** The name as it is printed, and a date that was chosen for the freezing, or an empty one; null: nobody signs yet. */
  asked: Signing | null;
  sending: boolean;
  act: (asked: Signing) => void;
  cancel: () => void;
};

/** Says what is about to be signed, and that it stays: which form, as of when, with how many marks. */
export function ConfirmStep({ asked, cancel, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={asked !== null}
      onClose={cancel}
      title={t(`desk.finish.${rest.step}.sure`)}
      closeButtonProps={{ 'aria-label': t('admin.cancel') }}
      transitionProps={{ duration: 0 }}
      // Its way to lock the page behind it writes styles that the policy of the page refuses.
      lockScroll={false}
      size="lg"
    >
      {asked === null ? null : <Signed {...rest} asked={asked} cancel={cancel} />}
    </Modal>
  );
}

function Signed({ summary, step, asked, sending, act, cancel }: Props & { asked: Signing }) {
  const { t } = useTranslation();
  const { form, system, year } = useAssessmentName()(summary);
  const { person, asOf } = asked;
  const state = useQuery(stateQuery(summary.id, asOf));
  return (
    <div className={classes.stack}>
      <Facts
        facts={[
          [t('desk.finish.form'), form],
          [t('systems.singular'), system],
          [t('desk.year'), year],
          [t(`desk.finish.${step}.signs`), person],
          [t('desk.asOf'), asOfWords()],
        ]}
      />
      <Loaded query={state} what="part">
        {(data) => <Counts state={data} />}
      </Loaded>
      <p>
        <strong>{t(`desk.finish.${step}.stays`)}</strong>
      </p>
      <div className={classes.buttons}>
        <Button disabled={state.data === undefined} loading={sending} onClick={() => act(asked)}>
          {t(`desk.finish.${step}.do`)}
        </Button>
        <Button variant="default" onClick={cancel}>
          {t('admin.cancel')}
        </Button>
      </div>
    </div>
  );

  function asOfWords() {
    if (summary.frozen) return <Instant at={summary.frozen.asOf} />;
    if (asOf === '') return t('desk.finish.now');
    return (
      <>
        <Day on={asOf} /> {t('desk.finish.endOfDay')}
      </>
    );
  }
}

function Counts({ state }: { state: AssessmentState }) {
  const { t } = useTranslation();
  const text = useText();
  const asked = state.items.filter((one) => one.asked);
  const open = asked.filter(isOpen).length;
  const marks = marksOf(state);
  const { coverage, assessment } = state;
  const counted = roles.flatMap((role) => {
    const mark = marks.get(role);
    const count = asked.filter((one) => one.role === role).length;
    return mark === undefined ? [] : [[`${mark} ${text(roleWords[role])}`, count] as const];
  });
  return (
    <>
      <p className={classes.soft}>
        {t('desk.finish.judgedAt')} <Instant at={assessment.asOf} />
      </p>
      <Facts
        facts={[
          [t('desk.finish.itemsAsked'), asked.length],
          ...counted,
          [t('desk.openMark'), open],
          [
            t('desk.finish.hosts'),
            t('desk.finish.hostsReporting', { inScope: coverage.inScope, reporting: coverage.reporting }),
          ],
        ]}
      />
    </>
  );
}
