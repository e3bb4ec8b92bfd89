import { CopyButton as Clipboard, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './parts.module.css';

/** Copies `value`; `label` names it for those who do not see where the button stands. */
export function CopyButton({
  value,
  label,
  compact = 'no',
}: {
  value: string;
  label: string;
  compact?: 'yes' | 'no';
}) {
  const { t } = useTranslation();
  return (
    <Clipboard value={value} timeout={2000}>
      {({ copied, copy }) => (
        <UnstyledButton
          className={classes.copy}
          onClick={copy}
          aria-label={t('common.copyNamed', { what: label })}
        >
          {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          {compact === 'yes' ? null : <span>{copied ? t('common.copied') : t('common.copy')}</span>}
          <span role="status" className={classes.hidden}>
            {copied ? t('common.copied') : ''}
          </span>
        </UnstyledButton>
      )}
    </Clipboard>
  );
}
