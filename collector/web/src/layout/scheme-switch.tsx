import { useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktopCog, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './layout.module.css';

const schemes = [
  { scheme: 'light', Icon: IconSun },
  { scheme: 'dark', Icon: IconMoon },
  { scheme: 'auto', Icon: IconDeviceDesktopCog },
] as const;

/** Light, dark, or as the system is set. */
export function SchemeSwitch() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div role="group" aria-label={t('layout.scheme')} className={classes.choice}>
      {schemes.map(({ scheme, Icon }) => (
        <button
          key={scheme}
          type="button"
          aria-pressed={scheme === colorScheme}
          aria-label={t(`layout.schemes.${scheme}`)}
          title={t(`layout.schemes.${scheme}`)}
          onClick={() => setColorScheme(scheme)}
        >
          <Icon size={18} aria-hidden />
        </button>
      ))}
    </div>
  );
}
