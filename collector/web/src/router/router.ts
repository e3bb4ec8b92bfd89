import { createRouter } from '@tanstack/react-router';
import { PageFailure } from '../parts/page-failure.tsx';
import { addressOf } from './address.ts';
import { administrationRoutes } from './administration.ts';
import { deskRoutes } from './desk.ts';
import { resultRoutes } from './results.ts';
import { root } from './root.ts';

const routeTree = root.addChildren([...resultRoutes, ...deskRoutes, ...administrationRoutes]);

export const router = createRouter({
  routeTree,
  stringifySearch: addressOf,
  scrollRestoration: true,
  defaultPreload: false,
  // Without it a page that fails would take the frame with it.
  defaultErrorComponent: PageFailure,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
