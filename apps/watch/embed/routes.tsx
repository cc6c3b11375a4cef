/** A title within another page. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../shell/root.tsx';

export const embedRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/embed/$titleId',
    staticData: { frame: 'none' },
    component: lazyRouteComponent(() => import('./embed-page.tsx'), 'EmbedPage'),
  }),
] as const;
