/** The rows of the home page. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../shell/root.tsx';

export const rowsRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/rows',
    validateSearch: ({ page }: Record<string, unknown>): { readonly page?: string } =>
      typeof page === 'string' && /^[a-z0-9-]{1,60}$/.test(page) ? { page } : {},
    component: lazyRouteComponent(() => import('./rows-page.tsx'), 'RowsPage'),
  }),
];
