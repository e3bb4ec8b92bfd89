import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** Names the window (and its entry in the history) after the page. */
export function usePageTitle(title: string): void {
  const { t } = useTranslation();
  const full = `${title} | ${t('app.name')}`;
  useEffect(() => {
    document.title = full;
  }, [full]);
}
