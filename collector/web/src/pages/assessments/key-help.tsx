import { Modal, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSingleKeys } from '../../layout/single-keys.ts';
import classes from './desk.module.css';

const keys = [
  ['j', 'next'],
  ['k', 'previous'],
  ['1', 'done'],
  ['2', 'planned'],
  ['3', 'notApplicable'],
  ['0', 'proposed'],
  ['e', 'edit'],
  ['Ctrl+Enter', 'leave'],
  ['Esc', 'escape'],
  ['a', 'answer'],
  ['p', 'plan'],
  ['/', 'filter'],
  ['?', 'help'],
] as const;

type Props = { opened: boolean; close: () => void };

/** Which key does what, and the switch for all of them. */
export function KeyHelp({ opened, close }: Props) {
  const { t } = useTranslation();
  const [isOn, choose] = useSingleKeys();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('desk.keys.title')}
      closeButtonProps={{ 'aria-label': t('desk.keys.close') }}
      transitionProps={{ duration: 0 }}
      // Its way to lock the page behind it writes styles that the policy of the page refuses.
      lockScroll={false}
    >
      <div className={classes.stack}>
        <Switch
          label={t('desk.keys.on')}
          checked={isOn}
          onChange={(event) => choose(event.currentTarget.checked ? 'on' : 'off')}
        />
        <dl className={classes.keys}>
          {keys.map(([key, name]) => (
            <KeyLine key={key} sign={key} meaning={t(`desk.keys.${name}`)} />
          ))}
        </dl>
      </div>
    </Modal>
  );
}

function KeyLine({ sign, meaning }: { sign: string; meaning: string }) {
  return (
    <>
      <dt>
        <kbd>{sign}</kbd>
      </dt>
      <dd>{meaning}</dd>
    </>
  );
}
