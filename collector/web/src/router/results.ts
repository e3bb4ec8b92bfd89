import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { ChecklistPage } from '../pages/checklist/checklist-page.tsx';
import { ItemPage } from '../pages/checklist/item-page.tsx';
import { ControlsPage } from '../pages/control/controls-page.tsx';
import { FindingsPage } from '../pages/findings/findings-page.tsx';
import { HostsPage } from '../pages/host/hosts-page.tsx';
import { OverviewPage } from '../pages/overview/overview-page.tsx';
import {
  readChangesSearch,
  readComparisonSearch,
  readControlSearch,
  readControlsSearch,
  readEvidenceSearch,
  readFindingSearch,
  readHeatMapSearch,
  readHostSearch,
  readItemSearch,
  readOverviewSearch,
  readVariantSearch,
} from '../filters/lists.ts';
import { fetched } from '../parts/fetched.ts';
import { getParentRoute } from './root.ts';

// Each by its own name: written into the list, their types would be lost in that of the list.
const overview = createRoute({
  getParentRoute,
  path: '/',
  component: OverviewPage,
  validateSearch: readOverviewSearch,
});
const hosts = createRoute({
  getParentRoute,
  path: '/hosts',
  component: HostsPage,
  validateSearch: readHostSearch,
});
const findings = createRoute({
  getParentRoute,
  path: '/findings',
  component: FindingsPage,
  validateSearch: readFindingSearch,
});
const controls = createRoute({
  getParentRoute,
  path: '/controls',
  component: ControlsPage,
  validateSearch: readControlsSearch,
});
const checklist = createRoute({
  getParentRoute,
  path: '/checklists/$id',
  component: ChecklistPage,
  validateSearch: readItemSearch,
});
const item = createRoute({ getParentRoute, path: '/checklists/$id/items/$item', component: ItemPage });

// One is led to these from a list or a chart: they are not part of the first load.
const host = createRoute({
  getParentRoute,
  path: '/hosts/$id',
  component: lazyRouteComponent(() => fetched(() => import('../pages/host/host-page.tsx')), 'HostPage'),
});
const comparison = createRoute({
  getParentRoute,
  path: '/hosts/$id/comparison',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/host/comparison-page.tsx')),
    'ComparisonPage',
  ),
  validateSearch: readComparisonSearch,
});
const control = createRoute({
  getParentRoute,
  path: '/controls/$id',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/control/control-page.tsx')),
    'ControlPage',
  ),
  validateSearch: readControlSearch,
});
const finding = createRoute({
  getParentRoute,
  path: '/findings/$host/$control',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/findings/finding-page.tsx')),
    'FindingPage',
  ),
  validateSearch: readVariantSearch,
});
const evidence = createRoute({
  getParentRoute,
  path: '/evidence/$sha256',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/evidence/evidence-page.tsx')),
    'EvidencePage',
  ),
  validateSearch: readEvidenceSearch,
});
const changes = createRoute({
  getParentRoute,
  path: '/changes',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/changes/changes-page.tsx')),
    'ChangesPage',
  ),
  validateSearch: readChangesSearch,
});
const heatMap = createRoute({
  getParentRoute,
  path: '/heat-map',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/heat-map/heat-map-page.tsx')),
    'HeatMapPage',
  ),
  validateSearch: readHeatMapSearch,
});

/** What the machines show, and what follows from it. */
export const resultRoutes = [
  overview,
  hosts,
  host,
  comparison,
  findings,
  finding,
  controls,
  control,
  checklist,
  item,
  evidence,
  changes,
  heatMap,
] as const;
