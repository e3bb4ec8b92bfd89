import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskChoices } from '../../../../src/api/assessment-schemas.ts';
import { useSend } from '../../api/use-send.ts';
import { textField } from '../../format/text-field.ts';
import { useText } from '../../i18n/use-text.ts';
import { belowTheBox } from '../../parts/below-the-box.ts';
import { RefusalText } from '../../parts/refusal-text.tsx';
import classes from './start.module.css';

const kindPrefix = 'kind ';

/** Whose the first system is, and of which kind for the checklists that tell kinds apart. */
export function OrganisationStep({ choices }: { choices: DeskChoices }) {
  const { t } = useTranslation();
  const text = useText();
  const { sending, refused, send } = useSend();
  const asked = choices.checklists.filter(({ kinds }) => kinds.length > 1);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const field = (name: string) => textField(fields, name);
    const kinds = asked.flatMap(({ id }) => {
      const kind = field(`${kindPrefix}${id}`);
      return kind === '' ? [] : [[id, kind] as const];
    });
    await send('PUT', `/systems/${encodeURIComponent(field('id'))}`, {
      name: field('system'),
      // Every host of this collector, until somebody makes a second system.
      labels: [],
      organisation: {
        name: field('organisation'),
        department: field('department') === '' ? null : field('department'),
        kinds: Object.fromEntries(kinds),
        hasAggregator: fields.has('hasAggregator'),
      },
    });
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        name="organisation"
        label={t('start.organisation.name')}
        inputWrapperOrder={belowTheBox}
        description={t('start.organisation.nameHint')}
        autoComplete="organization"
        maxLength={200}
        required
      />
      <TextInput name="department" label={t('start.organisation.department')} maxLength={200} />
      <TextInput
        name="system"
        label={t('start.organisation.system')}
        inputWrapperOrder={belowTheBox}
        description={t('start.organisation.systemHint')}
        maxLength={200}
        required
      />
      <TextInput
        name="id"
        label={t('start.organisation.id')}
        inputWrapperOrder={belowTheBox}
        description={t('start.organisation.idHint')}
        autoComplete="off"
        spellCheck={false}
        pattern="[a-z0-9][a-z0-9\-]{0,39}"
        title={t('start.organisation.idHint')}
        maxLength={40}
        required
      />
      {asked.map(({ id, title, kinds }) => (
        <NativeSelect
          key={id}
          className={classes.whole ?? ''}
          name={`${kindPrefix}${id}`}
          label={t('start.organisation.kind', { checklist: text(title) })}
          data={[
            { value: '', label: t('start.organisation.kindLater') },
            ...kinds.map((kind) => ({ value: kind.id, label: text(kind.title) })),
          ]}
        />
      ))}
      <Checkbox
        name="hasAggregator"
        className={classes.whole ?? ''}
        label={t('start.organisation.hasAggregator')}
        description={t('start.organisation.hasAggregatorHint')}
      />
      <Button type="submit" loading={sending}>
        {t('start.organisation.submit')}
      </Button>
      <RefusalText code={refused} />
    </form>
  );
}
