import { IconChecklist, IconDeviceDesktop, IconLayoutDashboard, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { checklistsQuery } from '../api/queries.ts';
import { useText } from '../i18n/use-text.ts';
import classes from './layout.module.css';

const iconSize = 20;

export function Navigation() {
  const { t } = useTranslation();
  const text = useText();
  const checklists = useQuery(checklistsQuery());
  return (
    <nav className={classes.navigation} aria-label={t('layout.navigation')}>
      <ul>
        <li>
          <Link to="/" activeOptions={{ exact: true }}>
            <IconLayoutDashboard size={iconSize} aria-hidden />
            {t('overview.title')}
          </Link>
        </li>
        <li>
          <Link to="/hosts" activeOptions={{ includeSearch: false }}>
            <IconDeviceDesktop size={iconSize} aria-hidden />
            {t('hosts.title')}
          </Link>
        </li>
        <li>
          <Link to="/controls" activeOptions={{ includeSearch: false }}>
            <IconShieldCheck size={iconSize} aria-hidden />
            {t('controls.title')}
          </Link>
        </li>
      </ul>
      <p className={classes.navigationHeading}>{t('checklist.plural')}</p>
      <ul>
        {checklists.data?.checklists.map(({ id, title }) => (
          <li key={id}>
            <Link to="/checklists/$id" params={{ id }} activeOptions={{ includeSearch: false }}>
              <IconChecklist size={iconSize} aria-hidden />
              {text(title)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
