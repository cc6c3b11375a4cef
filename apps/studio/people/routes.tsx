/** The staff, and the viewers' accounts. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../shell/root.tsx';

const page = { getParentRoute: () => root } as const;

export const peopleRoutes = [
  createRoute({
    ...page,
    path: '/people',
    component: lazyRouteComponent(() => import('./people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    ...page,
    path: '/people/accounts/$id',
    component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
  }),
];
