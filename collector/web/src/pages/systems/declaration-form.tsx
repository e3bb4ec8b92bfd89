import { Button, Checkbox, FileInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Declaration, DeskChoices } from '../../../../src/api/assessment-schemas.ts';
import { coverageQuery } from '../../api/desk-queries.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useText } from '../../i18n/use-text.ts';
import { useTooLarge } from '../../parts/use-too-large.ts';
import { DeskRefusal } from '../assessments/desk-refusal.tsx';
import classes from '../assessments/desk.module.css';
import { useDeskSend } from '../../api/use-send.ts';
import { EntryRows } from './entry-rows.tsx';
import { textField } from '../../format/text-field.ts';
import { templateOf } from './declaration-template.ts';
import { useSystemFile } from './use-system-file.ts';

type Props = {
  system: string;
  kind: DeskChoices['declarations'][number];
  held: Declaration | null;
  close: () => void;
};

/** Declares something: in rows here, or from a CSV file; all entries, in the place of those before. */
export function DeclarationForm({ system, kind, held, close }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const queries = useQueryClient();
  const session = useQuery(sessionQuery()).data;
  const { file, choose, content } = useSystemFile();
  const tooLarge = useTooLarge()(file);
  const [entries, setEntries] = useState<Record<string, string>[]>(held?.entries ?? [{}]);
  const [replace, setReplace] = useState(false);
  const { sending, error, send } = useDeskSend();

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const said = { reviewOn: textField(fields, 'reviewOn'), person: textField(fields, 'person') };
    const path = `/systems/${encodeURIComponent(system)}/declarations/${kind.kind}`;
    const filled = entries.filter((entry) => Object.values(entry).some((value) => value.trim() !== ''));
    const made = await send(
      content === null
        ? { method: 'PUT', path, json: { entries: filled, ...said, replace } }
        : {
            method: 'PUT',
            path: `${path}/file?${new URLSearchParams({ ...said, ...(replace ? { replace: 'yes' } : {}) })}`,
            file: content,
          },
    );
    if (!made) return;
    await queries.invalidateQueries({ queryKey: coverageQuery(system).queryKey });
    close();
  }

  return (
    <form className={`${classes.step} ${classes.stack}`} onSubmit={(event) => void submit(event)}>
      <h3>{text(kind.title)}</h3>
      <div className={classes.form}>
        <TextInput
          type="date"
          name="reviewOn"
          label={t('systems.reviewOn')}
          defaultValue={held?.reviewOn ?? ''}
          required
        />
        <TextInput
          name="person"
          label={t('systems.declaredBy')}
          defaultValue={session?.account.displayName ?? ''}
          maxLength={100}
          required
        />
        <FileInput
          label={t('systems.declarationFile')}
          placeholder={t('desk.chooseFile')}
          accept=".csv,.json,text/csv"
          clearable
          clearButtonProps={{ 'aria-label': t('desk.noFiles') }}
          value={file}
          error={tooLarge}
          onChange={choose}
        />
      </div>
      <p>
        <a href={templateOf(kind, held?.entries ?? [])} download={`${kind.kind}.csv`}>
          {t('systems.template')}
        </a>
      </p>
      {content === null ? <EntryRows kind={kind} entries={entries} change={setEntries} /> : null}
      {held === null ? null : (
        <Checkbox
          label={t('systems.replace')}
          checked={replace}
          onChange={(event) => setReplace(event.currentTarget.checked)}
        />
      )}
      <div className={classes.buttons}>
        <Button type="submit" loading={sending} disabled={tooLarge !== null}>
          {t('systems.declare')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('admin.cancel')}
        </Button>
      </div>
      <DeskRefusal error={error} />
    </form>
  );
}
