import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { SetUpDone } from '../pages/set-up-done.tsx';
import { readAlertSearch, readAuditSearch } from './read-address.ts';
import { fetched } from '../parts/fetched.ts';
import { getParentRoute } from './root.ts';

const setUp = createRoute({ getParentRoute, path: '/setup', component: SetUpDone });

// The first hours of a collector.
const start = createRoute({
  getParentRoute,
  path: '/start',
  component: lazyRouteComponent(() => fetched(() => import('../pages/start/start-page.tsx')), 'StartPage'),
});
const addHost = createRoute({
  getParentRoute,
  path: '/add-host',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/add-host/add-host-page.tsx')),
    'AddHostPage',
  ),
});

// Few people open these: they are not part of the first load.
const accounts = createRoute({
  getParentRoute,
  path: '/accounts',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/admin/accounts-page.tsx')),
    'AccountsPage',
  ),
});
const apiTokens = createRoute({
  getParentRoute,
  path: '/api-tokens',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/admin/api-tokens-page.tsx')),
    'ApiTokensPage',
  ),
});
const enrolmentTokens = createRoute({
  getParentRoute,
  path: '/enrolment-tokens',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/admin/enrolment-tokens-page.tsx')),
    'EnrolmentTokensPage',
  ),
});
const audit = createRoute({
  getParentRoute,
  path: '/audit',
  component: lazyRouteComponent(() => fetched(() => import('../pages/admin/audit-page.tsx')), 'AuditPage'),
  validateSearch: readAuditSearch,
});
const ownAccount = createRoute({
  getParentRoute,
  path: '/account',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/admin/own-account-page.tsx')),
    'OwnAccountPage',
  ),
});

const alerts = createRoute({
  getParentRoute,
  path: '/alerts',
  component: lazyRouteComponent(() => fetched(() => import('../pages/alerts/alerts-page.tsx')), 'AlertsPage'),
  validateSearch: readAlertSearch,
});
const settings = createRoute({
  getParentRoute,
  path: '/settings',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/settings/settings-page.tsx')),
    'SettingsPage',
  ),
});
const feeds = createRoute({
  getParentRoute,
  path: '/feeds',
  component: lazyRouteComponent(() => fetched(() => import('../pages/feeds/feeds-page.tsx')), 'FeedsPage'),
});
const jobs = createRoute({
  getParentRoute,
  path: '/jobs',
  component: lazyRouteComponent(() => fetched(() => import('../pages/jobs/jobs-page.tsx')), 'JobsPage'),
});

/** Accounts, tokens and what the collector itself does. */
export const administrationRoutes = [
  setUp,
  start,
  addHost,
  accounts,
  apiTokens,
  enrolmentTokens,
  audit,
  ownAccount,
  alerts,
  settings,
  feeds,
  jobs,
] as const;
