import { useTranslation } from 'react-i18next';
import type { AssessedItem } from '../../../../src/api/assessment-schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import { Day } from '../../parts/instant.tsx';
import { AttachedFiles } from './attached-files.tsx';
import classes from './desk.module.css';
import { formItem } from './form-item.ts';
import { answerWords } from './words.ts';

/** What a person has answered, to be read; what nobody has answered says so. */
export function AnswerRead({ shown }: { shown: AssessedItem }) {
  const { t } = useTranslation();
  const text = useText();
  const { attestation, asked } = shown;
  if (attestation === null) {
    const isNeeded = asked && formItem(shown).automation !== 'full';
    return <p className={classes.soft}>{isNeeded ? t('desk.notAnswered') : t('desk.noAnswer')}</p>;
  }
  return (
    <>
      <p>
        {`${text(answerWords[attestation.answer])} · ${attestation.person} · ${t('desk.until')} `}
        <Day on={attestation.expiresOn} />
      </p>
      <p lang="ja" className={classes.asTyped}>
        {attestation.note}
      </p>
      <AttachedFiles files={attestation.attachments} />
    </>
  );
}
