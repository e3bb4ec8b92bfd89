import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** Names the window (and its entry in the history) after the page, for as long as the page is there. */
export function usePageTitle(title: string): void {
  const { t } = useTranslation();
  const full = `${title} | ${t('app.name')}`;
  useEffect(() => {
    const before = document.title;
    document.title = full;
    return () => {
      document.title = before;
    };
  }, [full]);
}
