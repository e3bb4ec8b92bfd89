import {
  IconBell,
  IconChecklist,
  IconDatabaseImport,
  IconDeviceDesktop,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconRefresh,
  IconSettings,
  IconShieldCheck,
  IconTicket,
  IconUsers,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { checklistsQuery } from '../api/queries.ts';
import { useMay } from '../api/session.ts';
import { useText } from '../i18n/use-text.ts';
import classes from './layout.module.css';

const iconSize = 20;

/** What administration there is, and what one must be permitted to see of it. */
const administration = [
  {
    to: '/enrolment-tokens',
    needs: 'enrolment-tokens:read',
    title: 'enrolmentTokens.title',
    Icon: IconTicket,
  },
  { to: '/accounts', needs: 'accounts:read', title: 'accounts.title', Icon: IconUsers },
  { to: '/api-tokens', needs: 'accounts:read', title: 'apiTokens.title', Icon: IconKey },
  { to: '/alerts', needs: 'alerts:read', title: 'alerts.title', Icon: IconBell },
  { to: '/feeds', needs: 'results:read', title: 'feeds.title', Icon: IconDatabaseImport },
  { to: '/settings', needs: 'settings:read', title: 'collectorSettings.title', Icon: IconSettings },
  { to: '/jobs', needs: 'settings:read', title: 'jobs.title', Icon: IconRefresh },
  { to: '/audit', needs: 'audit:read', title: 'audit.title', Icon: IconHistory },
] as const;

export function Navigation() {
  const { t } = useTranslation();
  const text = useText();
  const may = useMay();
  const administered = administration.filter(({ needs }) => may(needs));
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
      {administered.length === 0 ? null : (
        <>
          <p className={classes.navigationHeading}>{t('admin.heading')}</p>
          <ul>
            {administered.map(({ to, title, Icon }) => (
              <li key={to}>
                <Link to={to} activeOptions={{ includeSearch: false }}>
                  <Icon size={iconSize} aria-hidden />
                  {t(title)}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </nav>
  );
}
