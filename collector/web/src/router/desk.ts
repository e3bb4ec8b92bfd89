import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readWaiverSearch, readWorkbenchSearch } from './read-desk-address.ts';
import { fetched } from '../parts/fetched.ts';
import { getParentRoute } from './root.ts';

const assessments = createRoute({
  getParentRoute,
  path: '/assessments',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/assessments/assessments-page.tsx')),
    'AssessmentsPage',
  ),
});
const workbench = createRoute({
  getParentRoute,
  path: '/assessments/$id',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/assessments/workbench-page.tsx')),
    'WorkbenchPage',
  ),
  validateSearch: readWorkbenchSearch,
});
const finish = createRoute({
  getParentRoute,
  path: '/assessments/$id/finish',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/assessments/finish-page.tsx')),
    'FinishPage',
  ),
});
const systems = createRoute({
  getParentRoute,
  path: '/systems',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/systems/systems-page.tsx')),
    'SystemsPage',
  ),
});
const system = createRoute({
  getParentRoute,
  path: '/systems/$id',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/systems/system-page.tsx')),
    'SystemPage',
  ),
});
const waivers = createRoute({
  getParentRoute,
  path: '/waivers',
  component: lazyRouteComponent(
    () => fetched(() => import('../pages/waivers/waivers-page.tsx')),
    'WaiversPage',
  ),
  validateSearch: readWaiverSearch,
});

/** 点検 and what goes into them: systems, answers, exceptions. */
export const deskRoutes = [assessments, workbench, finish, systems, system, waivers] as const;
