import { IconChecklist, IconMenu2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { checklistsQuery } from '../api/queries.ts';
import { useText } from '../i18n/use-text.ts';
import classes from './layout.module.css';
import { useDestinations } from './use-destinations.ts';

const iconSize = 18;

/** Every page; on a narrow screen behind a button, so that the page itself comes first. */
export function Navigation() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [openAt, setOpenAt] = useState<string | null>(null);
  // Whoever chose a page is there, and the list is out of the way.
  const isOpen = openAt === pathname;
  const text = useText();
  const checklists = useQuery(checklistsQuery());
  return (
    <nav className={classes.navigation} aria-label={t('layout.navigation')}>
      <button
        type="button"
        className={classes.menuButton}
        aria-expanded={isOpen}
        aria-controls="navigation-pages"
        onClick={() => setOpenAt(isOpen ? null : pathname)}
      >
        <IconMenu2 size={iconSize} aria-hidden />
        {t('frame.menu')}
      </button>
      <div id="navigation-pages" className={classes.pages} data-open={isOpen || undefined}>
        {useDestinations().map(({ id, pages }) => (
          <div key={id} className={classes.navigationGroup}>
            <p className={classes.navigationHeading} id={`navigation-${id}`}>
              {t(`frame.groups.${id}`)}
            </p>
            <ul aria-labelledby={`navigation-${id}`}>
              {pages.map(({ to, name, Icon }) => (
                <li key={to}>
                  <Link to={to as string} activeOptions={{ exact: to === '/', includeSearch: false }}>
                    <Icon size={iconSize} aria-hidden />
                    {t(`frame.pages.${name}`)}
                  </Link>
                </li>
              ))}
              {id === 'assess'
                ? checklists.data?.checklists.map((checklist) => (
                    <li key={checklist.id}>
                      <Link
                        to="/checklists/$id"
                        params={{ id: checklist.id }}
                        activeOptions={{ includeSearch: false }}
                        title={text(checklist.title)}
                      >
                        <IconChecklist size={iconSize} aria-hidden />
                        {text(checklist.shortTitle)}
                      </Link>
                    </li>
                  ))
                : null}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}
