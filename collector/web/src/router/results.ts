import { createRoute } from '@tanstack/react-router';
import { ChecklistPage } from '../pages/checklist/checklist-page.tsx';
import { ItemPage } from '../pages/checklist/item-page.tsx';
import { ControlPage } from '../pages/control/control-page.tsx';
import { ControlsPage } from '../pages/control/controls-page.tsx';
import { EvidencePage } from '../pages/evidence-page.tsx';
import { HostPage } from '../pages/host/host-page.tsx';
import { HostsPage } from '../pages/host/hosts-page.tsx';
import { OverviewPage } from '../pages/overview/overview-page.tsx';
import { readControlSearch, readListSearch, readPageSearch } from '../search.ts';
import { getParentRoute } from './root.ts';

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

/** What the machines show, and what follows from it. */
export const resultRoutes = [overview, hosts, host, controls, control, checklist, item, evidence] as const;
