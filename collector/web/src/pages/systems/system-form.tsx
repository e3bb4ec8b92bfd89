import { own } from '@tenken/shared/own';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { System } from '../../../../src/api/assessment-schemas.ts';
import { choicesQuery } from '../../api/desk-queries.ts';
import { useText } from '../../i18n/use-text.ts';
import adminClasses from '../admin/admin.module.css';
import { belowTheBox } from '../../parts/below-the-box.ts';
import { DeskRefusal } from '../assessments/desk-refusal.tsx';
import { textField } from '../../format/text-field.ts';
import { useDeskSend } from '../../api/use-send.ts';
import { foldedId, isSystemId } from './system-id.ts';

/** Makes a system, or changes it: whose it is, which hosts it has, and as what the organisation fills in each form. */
export function SystemForm({ system, labels = [] }: { system: System | null; labels?: readonly string[] }) {
  const { t } = useTranslation();
  const text = useText();
  const navigate = useNavigate();
  const choices = useQuery(choicesQuery()).data;
  const { sending, error, send } = useDeskSend();
  const [saved, setSaved] = useState(false);
  const [isIdWrong, setIdWrong] = useState(false);
  const idBox = useRef<HTMLInputElement>(null);
  const [aggregator, setAggregator] = useState(system?.organisation.hasAggregator ?? false);

  // A form for a single kind of organisation has nothing to choose; a kind that was chosen is only changed for another.
  const asked = choices?.checklists.filter(({ kinds }) => kinds.length > 1) ?? [];
  const known = (checklist: string) => own(system?.organisation.kinds, checklist);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    setSaved(false);
    const fields = new FormData(event.currentTarget);
    const field = (name: string) => textField(fields, name);
    const kinds = asked.flatMap(({ id }): [string, string][] =>
      field(`kind ${id}`) === '' ? [] : [[id, field(`kind ${id}`)]],
    );
    const contact = { person: field('contact'), telephone: field('telephone'), mail: field('mail') };
    const id = system?.id ?? foldedId(field('id'));
    setIdWrong(!isSystemId(id));
    if (!isSystemId(id)) {
      idBox.current?.focus();
      return;
    }
    const json = {
      name: field('name'),
      labels: field('labels')
        .split(/[,、，]/)
        .map((label) => label.trim())
        .filter(Boolean),
      organisation: {
        name: field('organisation'),
        department: field('department') === '' ? null : field('department'),
        kinds: Object.fromEntries(kinds),
        hasAggregator: aggregator,
      },
      contact: Object.values(contact).some(Boolean) ? contact : null,
    };
    if (!(await send<System>({ method: 'PUT', path: `/systems/${encodeURIComponent(id)}`, json }))) return;
    if (system) setSaved(true);
    else await navigate({ to: '/systems/$id', params: { id } });
  }

  return (
    <form className={adminClasses.form} onSubmit={(event) => void submit(event)}>
      {system === null ? (
        <TextInput
          name="id"
          label={t('systems.id')}
          ref={idBox}
          description={t('systems.idHint')}
          error={isIdWrong ? t('systems.idWrong') : null}
          inputWrapperOrder={belowTheBox}
          // People type names with a Japanese keyboard: what is folded on the way out is seen before it is sent.
          onBlur={({ currentTarget: box }) => {
            box.value = foldedId(box.value);
          }}
          maxLength={40}
          required
        />
      ) : null}
      <TextInput
        name="name"
        label={t('systems.name')}
        defaultValue={system?.name ?? ''}
        maxLength={200}
        required
      />
      <TextInput
        name="organisation"
        label={t('systems.organisation')}
        defaultValue={system?.organisation.name ?? ''}
        maxLength={200}
        required
      />
      <TextInput
        name="department"
        label={t('systems.department')}
        defaultValue={system?.organisation.department ?? ''}
        maxLength={200}
      />
      <TextInput
        name="labels"
        label={t('systems.labels')}
        description={
          labels.length === 0
            ? t('systems.labelsHint')
            : t('systems.labelsKnown', { labels: labels.join(', ') })
        }
        inputWrapperOrder={belowTheBox}
        defaultValue={system?.labels.join(', ') ?? ''}
      />
      {asked.map(({ id, title, kinds }) => (
        <NativeSelect
          key={id}
          name={`kind ${id}`}
          label={t('systems.kindFor', { checklist: text(title) })}
          data={[
            ...(known(id) === undefined ? [{ value: '', label: t('systems.noKind') }] : []),
            ...kinds.map((kind) => ({ value: kind.id, label: text(kind.title) })),
          ]}
          defaultValue={known(id) ?? ''}
          className={adminClasses.whole ?? ''}
        />
      ))}
      <Checkbox
        label={t('systems.hasAggregator')}
        checked={aggregator}
        onChange={(event) => setAggregator(event.currentTarget.checked)}
      />
      <TextInput
        name="contact"
        label={t('systems.contact')}
        defaultValue={system?.organisation.contact?.person ?? ''}
        maxLength={200}
      />
      <TextInput
        name="telephone"
        label={t('systems.telephone')}
        defaultValue={system?.organisation.contact?.telephone ?? ''}
        maxLength={200}
      />
      <TextInput
        name="mail"
        label={t('systems.mail')}
        defaultValue={system?.organisation.contact?.mail ?? ''}
        maxLength={200}
      />
      <Button type="submit" loading={sending}>
        {system === null ? t('systems.make') : t('systems.save')}
      </Button>
      <DeskRefusal error={error} />
      {saved ? <p role="status">{t('systems.saved')}</p> : null}
    </form>
  );
}
