import { createRootRoute } from '@tanstack/react-router';
import { Shell } from '../layout/shell.tsx';
import { NotFoundPage } from '../pages/not-found-page.tsx';

export const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

export const getParentRoute = () => root;
