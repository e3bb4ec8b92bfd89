import { IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { checklistsQuery } from '../api/queries.ts';
import { useText } from '../i18n/use-text.ts';
import classes from './layout.module.css';
import { useDestinations } from './use-destinations.ts';

const iconSize = 20;

export function Navigation() {
  const { t } = useTranslation();
  const text = useText();
  const checklists = useQuery(checklistsQuery());
  return (
    <nav className={classes.navigation} aria-label={t('layout.navigation')}>
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
                    >
                      <IconChecklist size={iconSize} aria-hidden />
                      {text(checklist.title)}
                    </Link>
                  </li>
                ))
              : null}
          </ul>
        </div>
      ))}
    </nav>
  );
}
