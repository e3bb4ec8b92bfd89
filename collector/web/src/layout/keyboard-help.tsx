import { Modal, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSingleKeys } from './single-keys.ts';
import classes from './layout.module.css';

const keys = [
  { id: 'search', keys: ['Ctrl', 'K'] },
  { id: 'help', keys: ['?'] },
  { id: 'close', keys: ['Esc'] },
  { id: 'move', keys: ['Tab'] },
  { id: 'choose', keys: ['↑', '↓', 'Enter'] },
] as const;

/** Which keys there are, and whether single letters count. */
export function KeyboardHelp({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [isOn, choose] = useSingleKeys();
  return (
    <Modal
      opened
      onClose={close}
      title={t('frame.help.title')}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      <dl className={classes.keys}>
        {keys.map((one) => (
          <div key={one.id}>
            <dt>
              {one.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(`frame.help.keys.${one.id}`)}</dd>
          </div>
        ))}
      </dl>
      <Switch
        label={t('frame.help.single')}
        description={t('frame.help.singleHint')}
        checked={isOn}
        onChange={(event) => choose(event.currentTarget.checked ? 'on' : 'off')}
      />
    </Modal>
  );
}
