import { Button, Textarea } from '@mantine/core';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessedItem } from '../../../../src/api/assessment-schemas.ts';
import type { RemarksSaver } from '../../drafts/remarks-saver.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import classes from './desk.module.css';
import { useRefusalWords } from './desk-refusal.tsx';
import { OnPaper } from './on-paper.tsx';
import { TwoTexts } from './two-texts.tsx';

type Props = { shown: AssessedItem; saver: RemarksSaver; editable: boolean; reload: () => void };

/** 特記事項: the collector's draft, or what a person makes of it; saved by itself. */
export function RemarksEditor({ shown, saver, editable, reload }: Props) {
  const { t } = useTranslation();
  const words = useRefusalWords();
  const state = useSyncExternalStore(saver.listen, saver.state);
  const isDraft = shown.remarksBy === 'draft' && saver.isClean;
  const hint = !isDraft
    ? t('desk.remarksWritten')
    : shown.remarks === ''
      ? t('desk.remarksNoDraft')
      : t('desk.remarksDraft');

  useEffect(() => saver.adopt(shown), [saver, shown]);

  if (!editable) return <Fixed shown={shown} unsent={saver.isClean ? null : state.text} />;
  return (
    <OnPaper paper={<Printed text={state.text} note={isDraft && state.text !== '' ? hint : null} />}>
      <div className={classes.stack}>
        <Textarea
          data-field="remarks"
          aria-label={t('desk.remarks')}
          description={hint}
          lang="ja"
          autosize
          minRows={4}
          maxRows={18}
          maxLength={10_000}
          value={state.text}
          onChange={(event) => saver.type(event.currentTarget.value)}
          onBlur={saver.flush}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key !== 'Escape' && !(event.key === 'Enter' && event.ctrlKey)) return;
            event.preventDefault();
            event.currentTarget.blur();
          }}
        />
        <div className={classes.buttons}>
          <span className={classes.saveState} data-status={state.status} role="status">
            {t(`desk.saving.${state.status}`)}
            {state.refusal === null ? null : ` ${words(state.refusal)}`}
            {state.kept ? null : ` ${t('desk.saving.notKept')}`}
          </span>
          {!isDraft && state.status !== 'conflict' ? (
            <Button size="compact-sm" variant="default" onClick={() => saver.takeDraft()}>
              {t('desk.takeDraft')}
            </Button>
          ) : null}
        </div>
        <Outdated shown={shown} />
        {state.theirs === null ? null : (
          <TwoTexts
            mine={state.text}
            theirs={{ ...state.theirs, text: state.theirs.text ?? t('desk.draftHolds') }}
            keepMine={() => saver.keepMine()}
            keepBoth={() => saver.keepMine(`${state.theirs?.text ?? ''}\n${state.text}`.trim())}
            takeTheirs={() => {
              saver.takeTheirs();
              reload();
            }}
          />
        )}
      </div>
    </OnPaper>
  );
}

/** The text has to be read again: what it rests on is not as it was. */
function Outdated({ shown: { outdatedBy } }: { shown: AssessedItem }) {
  const { t } = useTranslation();
  return outdatedBy === null ? null : <p className={classes.soft}>{t(`desk.outdatedBy.${outdatedBy}`)}</p>;
}

/** Whole, however long: a field shows and prints only so many lines. */
function Printed({ text, note }: { text: string; note: string | null }) {
  const { t } = useTranslation();
  if (text.trim() === '') return <p className={classes.soft}>{t('desk.noRemarks')}</p>;
  return (
    <>
      {note === null ? null : <p className={classes.soft}>{note}</p>}
      <p lang="ja" className={classes.asTyped}>
        {text}
      </p>
    </>
  );
}

/** The text where nothing can be written any more; what was typed and came too late is still here to be copied. */
function Fixed({ shown, unsent }: { shown: AssessedItem; unsent: string | null }) {
  const { t } = useTranslation();
  return (
    <div className={classes.stack}>
      <Printed text={shown.remarks} note={null} />
      {unsent === null ? null : (
        <div className={classes.conflict} role="alert">
          <p>{t('desk.unsent')}</p>
          <CopyButton value={unsent} label={t('desk.conflict.mine')} />
          <pre lang="ja">{unsent}</pre>
        </div>
      )}
      <Outdated shown={shown} />
    </div>
  );
}
