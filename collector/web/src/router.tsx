import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Shell } from './layout/shell.tsx';
import { ChecklistPage } from './pages/checklist/checklist-page.tsx';
import { ItemPage } from './pages/checklist/item-page.tsx';
import { ControlPage } from './pages/control/control-page.tsx';
import { ControlsPage } from './pages/control/controls-page.tsx';
import { EvidencePage } from './pages/evidence-page.tsx';
import { HostPage } from './pages/host/host-page.tsx';
import { HostsPage } from './pages/host/hosts-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { SetUpDone } from './pages/set-up-done.tsx';
import { OverviewPage } from './pages/overview/overview-page.tsx';
import { readAuditSearch, readControlSearch, readListSearch, readPageSearch } from './search.ts';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const getParentRoute = () => root;

// Each by its own name: written into the list, their types would be lost in that of the list.
const overview = createRoute({ getParentRoute, path: '/', component: OverviewPage });
const hosts = createRoute({
  getParentRoute,
  path: '/hosts',
  component: HostsPage,
  validateSearch: readPageSearch,
});
const host = createRoute({ getParentRoute, path: '/hosts/$id', component: HostPage });
const controls = createRoute({
  getParentRoute,
  path: '/controls',
  component: ControlsPage,
  validateSearch: readListSearch,
});
const control = createRoute({
  getParentRoute,
  path: '/controls/$id',
  component: ControlPage,
  validateSearch: readControlSearch,
});
const checklist = createRoute({
  getParentRoute,
  path: '/checklists/$id',
  component: ChecklistPage,
  validateSearch: readListSearch,
});
const item = createRoute({ getParentRoute, path: '/checklists/$id/items/$item', component: ItemPage });
const evidence = createRoute({ getParentRoute, path: '/evidence/$sha256', component: EvidencePage });

const setUp = createRoute({ getParentRoute, path: '/setup', component: SetUpDone });

// Few people open these: they are not part of the first load.
const accounts = createRoute({
  getParentRoute,
  path: '/accounts',
  component: lazyRouteComponent(() => import('./pages/admin/accounts-page.tsx'), 'AccountsPage'),
});
const apiTokens = createRoute({
  getParentRoute,
  path: '/api-tokens',
  component: lazyRouteComponent(() => import('./pages/admin/api-tokens-page.tsx'), 'ApiTokensPage'),
});
const enrolmentTokens = createRoute({
  getParentRoute,
  path: '/enrolment-tokens',
  component: lazyRouteComponent(
    () => import('./pages/admin/enrolment-tokens-page.tsx'),
    'EnrolmentTokensPage',
  ),
});
const audit = createRoute({
  getParentRoute,
  path: '/audit',
  component: lazyRouteComponent(() => import('./pages/admin/audit-page.tsx'), 'AuditPage'),
  validateSearch: readAuditSearch,
});
const ownAccount = createRoute({
  getParentRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/admin/own-account-page.tsx'), 'OwnAccountPage'),
});

const routeTree = root.addChildren([
  overview,
  hosts,
  host,
  controls,
  control,
  checklist,
  item,
  evidence,
  setUp,
  accounts,
  apiTokens,
  enrolmentTokens,
  audit,
  ownAccount,
]);

export const router = createRouter({ routeTree, scrollRestoration: true, defaultPreload: false });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
