import { Button, Checkbox } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { FeedImportView } from '../../../../src/api/administration-schemas.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useUnsentFiles } from '../../drafts/use-unsent-files.ts';
import { ja } from '../../i18n/messages.ts';
import { shownDay } from '../../format/instants.ts';
import { useDateStyle } from '../../format/use-date-style.ts';
import { useText } from '../../i18n/use-text.ts';
import { CodeText } from '../../parts/code-text.tsx';
import { FormProblem } from '../../parts/form-problem.tsx';
import classes from './feeds.module.css';
import { sendFile } from './send-file.ts';

/** Sends a bundle, and says how its import goes. */
export function FeedImport({ newest }: { newest: FeedImportView | null }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const id = useId();
  const [percent, setPercent] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [chosen, setChosen] = useState(0);
  useUnsentFiles(chosen);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const file = fields.get('file');
    if (!(file instanceof File)) return;
    setProblem(null);
    setPercent(0);
    try {
      const older = fields.get('older') === null ? 'no' : 'yes';
      const asked = new URLSearchParams({ name: file.name.slice(0, 200), older });
      await sendFile(`/feeds?${asked}`, file, setPercent);
      form.reset();
      setChosen(0);
      await queries.invalidateQueries();
    } catch (error) {
      const isTooLarge = error instanceof ApiProblem && error.status === 413;
      setProblem(isTooLarge ? t('feeds.tooLarge') : t('feeds.failed'));
    } finally {
      setPercent(null);
    }
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <div>
        <label htmlFor={id}>{t('feeds.file')}</label>
        <div>
          <input
            id={id}
            type="file"
            name="file"
            required
            onChange={(event) => setChosen(event.currentTarget.files?.length ?? 0)}
          />
        </div>
      </div>
      <p className={classes.hint}>
        <CodeText text={t('feeds.importHint')} />
      </p>
      <Checkbox size="md" name="older" label={t('feeds.older')} />
      <Button type="submit" loading={percent !== null} disabled={newest?.state === 'running'}>
        {t('feeds.send')}
      </Button>
      <FormProblem text={problem} />
      <div role="status">
        {percent === null ? null : <p>{t('feeds.sending', { percent })}</p>}
        {newest === null ? null : <News newest={newest} />}
      </div>
    </form>
  );
}

function News({ newest }: { newest: FeedImportView }) {
  const { t } = useTranslation();
  const text = useText();
  const style = useDateStyle();
  const { file, state, step, why, message, code, parts } = newest;
  return (
    <div className={classes.news}>
      {state === 'running'
        ? t('feeds.running', { file, step: step ?? t('feeds.checking') })
        : t(`feeds.${state}`, { file })}
      {code !== null && isKnown(code) ? <div>{t(`feeds.codes.${code}`)}</div> : null}
      {state === 'refused' ? (
        <div className={classes.hint}>
          {why === null ? <span lang="en">{message ?? code}</span> : <CodeText text={text(why)} />}
        </div>
      ) : null}
      {parts.length === 0 ? null : (
        <ul>
          {parts.map(({ name, asOf, entries, unchanged }) => (
            <li
              key={name}
            >{`${name} ${shownDay(asOf, style)}: ${unchanged ? t('feeds.unchanged') : entries}`}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A newer collector may refuse for what this page has no word for yet. */
function isKnown(code: string): code is keyof typeof ja.feeds.codes {
  return Object.hasOwn(ja.feeds.codes, code);
}
