import type { AgentSettings } from '@tenken/shared';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../parts/instant.tsx';
import { shownValue } from '../../format/values.ts';
import { ja } from '../../i18n/messages.ts';
import { ShownSettings } from '../settings/shown-settings.tsx';
import classes from './admin.module.css';
import { Shortened } from './shortened.tsx';

/** What a line of the audit log says besides, with the names that people use. */
export function AuditDetails({ details }: { details: Record<string, unknown> }) {
  const { t } = useTranslation();
  return Object.entries(details).map(([name, value]) => {
    const settings = name === 'settings' ? settingsOf(value) : null;
    return (
      <div key={name}>
        <span className={classes.soft}>{isKnown(name) ? t(`audit.names.${name}`) : name}</span>{' '}
        {settings === null ? (
          <Value value={name === 'kind' ? kindOf(value, t) : value} />
        ) : (
          <ShownSettings settings={settings} />
        )}
      </div>
    );
  });
}

/** As `toISOString()` writes it; nothing else that is written down looks so. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function Value({ value }: { value: unknown }) {
  const { t } = useTranslation();
  if (value === null) return t('common.none');
  if (typeof value === 'boolean') return value ? t('audit.yes') : t('audit.no');
  if (typeof value !== 'string') return <Shortened text={shownValue(value)} />;
  if (instant.test(value)) return <Instant at={value} to="second" />;
  return <Shortened text={isRole(value) ? t(`roles.${value}`) : value} />;
}

const settingNames = [...Object.keys(ja.collectorSettings.fields), 'kindsOff', 'tlsTargets', 'sshTargets'];

/** What agents were asked to do, written as JSON; null where a newer collector asks for what this page has no word for. */
function settingsOf(value: unknown): AgentSettings | null {
  if (typeof value !== 'string') return null;
  try {
    const settings = JSON.parse(value) as AgentSettings;
    return Object.keys(settings).every((name) => settingNames.includes(name)) ? settings : null;
  } catch {
    return null;
  }
}

/** What a channel of alerts is, or what a rule waits for. */
function kindOf(value: unknown, t: TFunction): unknown {
  if (isKindOf(ja.alerts.kinds, value)) return t(`alerts.kinds.${value}`);
  return isKindOf(ja.alerts.trigger, value) ? t(`alerts.trigger.${value}`) : value;
}

function isKindOf<Words extends object>(words: Words, value: unknown): value is keyof Words & string {
  return typeof value === 'string' && Object.hasOwn(words, value);
}

/** A newer collector may write down what this page has no word for yet. */
function isKnown(name: string): name is keyof typeof ja.audit.names {
  return Object.hasOwn(ja.audit.names, name);
}

function isRole(value: string): value is keyof typeof ja.roles {
  return Object.hasOwn(ja.roles, value);
}
