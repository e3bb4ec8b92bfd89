import { useBlocker } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { unsentFiles } from './unsent-files.ts';

/** Asks once before chosen files are lost, wherever they were chosen. A reload is asked about in the browser's own words. */
export function UnsentFilesGuard(): null {
  const { t } = useTranslation();
  const count = useSyncExternalStore(unsentFiles.listen, unsentFiles.count);
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      current.pathname !== next.pathname && !window.confirm(t('desk.filesUnsaved')),
    enableBeforeUnload: count > 0,
    disabled: count === 0,
  });
  return null;
}
