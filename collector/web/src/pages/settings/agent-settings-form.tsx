import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import type { AgentSettings } from '@tenken/shared';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../../src/api/administration-schemas.ts';
import { useSend } from '../../api/use-send.ts';
import { refusedField } from '../../api/refused-field.ts';
import { useText } from '../../i18n/use-text.ts';
import { belowTheBox } from '../../parts/below-the-box.ts';
import { RefusalText } from '../../parts/refusal-text.tsx';
import { KindsOffConfirmation } from './kinds-off-confirmation.tsx';
import classes from './settings.module.css';

/** Numbers that agents take, with their bounds. */
const numbers = [
  ['scanEveryMinutes', 5, 1440],
  ['spoolMegabytes', 1, 1024],
  ['spoolDays', 1, 90],
  ['scanDeadlineSeconds', 10, 3600],
  ['scanCpuSeconds', 5, 3600],
  ['scanMemoryMegabytes', 128, 8192],
] as const;

/** Changes what agents are asked to do: all of it at once, in the place of what was read. */
export function AgentSettingsForm({ agents }: { agents: Settings['agents'] }) {
  const { t } = useTranslation();
  const text = useText();
  const { sending, refused, error, send, forget } = useSend();
  const [saved, setSaved] = useState(false);
  const [asked, setAsked] = useState<readonly string[] | null>(null);
  const [, wrong, at] = refusedField(error);
  const newest = agents.history[0];
  const before: AgentSettings = newest?.settings ?? {};

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    setSaved(false);
    const settings = settingsOf(new FormData(event.currentTarget));
    const off = (settings.kindsOff ?? []).filter((id) => before.kindsOff?.includes(id) !== true);
    // What is shown is what is agreed to.
    if (off.length > 0 && off.join() !== asked?.join()) {
      forget();
      setAsked(off);
      return;
    }
    setAsked(null);
    const done = await send('PUT', '/settings/agents', { after: newest?.sequence ?? 0, settings });
    setSaved(done !== null);
  }
  const chosenOff = agents.kinds.filter(({ id }) => asked?.includes(id));

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      {numbers.map(([name, least, most]) => (
        <TextInput
          key={name}
          name={name}
          type="number"
          min={least}
          max={most}
          label={t(`collectorSettings.fields.${name}`)}
          description={`${least}–${most} · ${t('collectorSettings.byDefault')}`}
          inputWrapperOrder={belowTheBox}
          defaultValue={before[name] ?? ''}
          error={wrong === name ? t('collectorSettings.numberWrong', { least, most }) : null}
        />
      ))}
      {(['tlsTargets', 'sshTargets'] as const).map((name) => (
        <Targets key={name} name={name} before={before[name]} wrong={wrong === name ? at : undefined} />
      ))}
      <fieldset className={classes.group}>
        <legend>{t('collectorSettings.kindsOff')}</legend>
        <div className={classes.soft}>{t('collectorSettings.kindsOffHint')}</div>
        <div className={classes.kinds}>
          {agents.kinds.map(({ id, title }) => (
            <Checkbox
              size="md"
              key={id}
              name="kindsOff"
              value={id}
              label={text(title)}
              defaultChecked={before.kindsOff?.includes(id) ?? false}
            />
          ))}
        </div>
      </fieldset>
      {asked === null ? (
        <Button type="submit" loading={sending}>
          {t('collectorSettings.save')}
        </Button>
      ) : (
        <KindsOffConfirmation
          kinds={chosenOff.map(({ title }) => text(title))}
          controls={new Set(chosenOff.flatMap(({ controls }) => controls)).size}
          sending={sending}
          goBack={() => setAsked(null)}
        />
      )}
      <RefusalText code={refused} />
      <p role="status">{saved ? t('collectorSettings.saved') : null}</p>
    </form>
  );
}

type TargetsProps = {
  name: 'tlsTargets' | 'sshTargets';
  before: readonly string[] | undefined;
  /** Which of the lines was refused, from 0. */
  wrong: string | undefined;
};

function Targets(props: TargetsProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      name={props.name}
      label={t(`collectorSettings.${props.name}`)}
      description={t('collectorSettings.targetsHint')}
      error={
        props.wrong === undefined
          ? null
          : t('collectorSettings.targetWrong', { number: Number(props.wrong) + 1 })
      }
      inputWrapperOrder={belowTheBox}
      defaultValue={props.before?.join('\n') ?? ''}
      rows={2}
      spellCheck={false}
    />
  );
}

/** What is left empty is not asked for. */
function settingsOf(fields: FormData): AgentSettings {
  const settings: AgentSettings = {};
  for (const [name] of numbers) {
    const typed = fields.get(name);
    if (typeof typed === 'string' && typed !== '') settings[name] = Number(typed);
  }
  for (const name of ['tlsTargets', 'sshTargets'] as const) {
    const typed = fields.get(name);
    const targets = typeof typed === 'string' ? typed.split(/\s+/).filter((one) => one !== '') : [];
    if (targets.length > 0) settings[name] = targets;
  }
  const kindsOff = fields.getAll('kindsOff').map(String).toSorted();
  return kindsOff.length > 0 ? { ...settings, kindsOff } : settings;
}
