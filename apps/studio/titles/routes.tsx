/** Editing titles. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../shell/root.tsx';
import { readListSearch } from './list/list-search.ts';
import { kinds } from './title-types.ts';

export const titlesRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/titles',
    validateSearch: readListSearch,
    component: lazyRouteComponent(() => import('./list/list-page.tsx'), 'ListPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/titles/new',
    validateSearch: (search: Record<string, unknown>) => {
      const kind = kinds.find((known) => known === search['kind']);
      return kind === undefined ? {} : { kind };
    },
    component: lazyRouteComponent(() => import('./new-page.tsx'), 'NewPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/titles/$id',
    component: lazyRouteComponent(() => import('./editor/editor-page.tsx'), 'EditorPage'),
  }),
];
