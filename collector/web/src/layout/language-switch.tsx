import { useTranslation } from 'react-i18next';
import { languages, switchLanguage } from '../i18n/languages.ts';
import { useLanguage } from '../i18n/use-text.ts';
import classes from './layout.module.css';

export function LanguageSwitch() {
  const { t } = useTranslation();
  const current = useLanguage();
  return (
    <div role="group" aria-label={t('layout.language')} className={classes.choice}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={language === current}
          onClick={() => void switchLanguage(language)}
        >
          {t(`layout.languages.${language}`)}
        </button>
      ))}
    </div>
  );
}
