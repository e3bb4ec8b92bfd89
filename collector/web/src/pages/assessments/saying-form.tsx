import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmedButton } from '../../parts/confirmed-button.tsx';
import classes from './desk.module.css';
import { DeskRefusal } from './desk-refusal.tsx';
import { OnPaper } from './on-paper.tsx';
import { TwoTexts } from './two-texts.tsx';
import type { Saying, SayingEvent } from './use-saying.ts';

type Props<Names extends string> = {
  saying: Saying<Names>;
  /** What the buttons say. */
  words: { save: string; withdraw: string };
  /** The collector has one, which can be taken back. */
  isSaved: boolean;
  submit: () => Promise<void>;
  /** Both as they are read beside one another. */
  texts: { mine: string; theirs: (event: SayingEvent) => string };
  /** The field in which two texts become one. */
  joined: Names;
  button: 'light' | 'filled';
  takeTheirs: () => void;
  /** What is saved, as it is printed. */
  read: ReactNode;
  children: ReactNode;
};

/** Fields of an answer or a plan with what can be done with them, and the choice where somebody else was first. */
export function SayingForm<Names extends string>(props: Props<Names>) {
  const { saying, words, isSaved, submit, texts, joined, button, takeTheirs, read, children } = props;
  const { draft, sending, error, theirs, forget } = saying;
  const { t } = useTranslation();
  const goOn = (tag: string, changed?: Partial<Record<Names, string>>) => {
    draft.rebase(tag, changed);
    forget();
  };
  const paper = (
    <>
      {read}
      {draft.isOpen ? <p>{t('desk.keptHere')}</p> : null}
    </>
  );
  return (
    <OnPaper paper={paper}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {children}
        <div className={`${classes.buttons} ${classes.wide}`}>
          <Button type="submit" variant={button} loading={sending}>
            {words.save}
          </Button>
          {draft.isOpen ? (
            <Button variant="default" onClick={draft.drop}>
              {t('desk.dropTyped')}
            </Button>
          ) : null}
          {isSaved && !draft.isOpen ? (
            <ConfirmedButton label={words.withdraw} sending={sending} act={() => void saying.withdraw()} />
          ) : null}
          {draft.isOpen ? <span className={classes.saveState}>{t('desk.keptHere')}</span> : null}
        </div>
        <div className={classes.wide}>
          {theirs === null ? (
            <DeskRefusal error={error} />
          ) : (
            <TwoTexts
              mine={texts.mine}
              theirs={{
                text: theirs.event ? texts.theirs(theirs.event) : t('desk.takenBack'),
                name: theirs.event?.name ?? '',
                at: theirs.event?.at ?? '',
              }}
              keepMine={() => goOn(theirs.tag)}
              keepBoth={() => {
                const both = `${theirs.event?.text ?? ''}\n${draft.fields[joined]}`.trim();
                goOn(theirs.tag, { [joined]: both } as Partial<Record<Names, string>>);
              }}
              takeTheirs={() => {
                draft.drop();
                forget();
                takeTheirs();
              }}
            />
          )}
        </div>
      </form>
    </OnPaper>
  );
}
