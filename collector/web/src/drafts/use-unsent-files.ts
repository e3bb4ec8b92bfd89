import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/**
 * Asks before chosen files are lost: browsers keep no file for a page that is loaded anew, as texts are kept. A reload is
 * asked about in the browser's own words.
 */
export function useUnsentFiles(count: number): void {
  const { t } = useTranslation();
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      current.pathname !== next.pathname && !window.confirm(t('desk.filesUnsaved')),
    enableBeforeUnload: count > 0,
    disabled: count === 0,
  });
}
