import { IconBuildingCommunity, IconClipboardCheck, IconShieldOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './layout.module.css';

const pages = [
  { to: '/assessments', title: 'desk.title', Icon: IconClipboardCheck },
  { to: '/systems', title: 'systems.title', Icon: IconBuildingCommunity },
  { to: '/waivers', title: 'waivers.title', Icon: IconShieldOff },
] as const;

/** 点検 and what goes into them; everybody may look. */
export function DeskLinks() {
  const { t } = useTranslation();
  return (
    <>
      <p className={classes.navigationHeading}>{t('desk.heading')}</p>
      <ul>
        {pages.map(({ to, title, Icon }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ includeSearch: false }}>
              <Icon size={20} aria-hidden />
              {t(title)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
