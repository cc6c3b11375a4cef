/** Uploads and what has become of them. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../shell/root.tsx';
import { LibraryPage } from './library-page.tsx';
import { readLibrarySearch } from './library-search.ts';

const getParentRoute = () => root;

export const libraryRoutes = [
  createRoute({ getParentRoute, path: '/', component: LibraryPage, validateSearch: readLibrarySearch }),
  createRoute({
    getParentRoute,
    path: '/trash',
    component: lazyRouteComponent(() => import('./trash/trash-page.tsx'), 'TrashPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/assets/$id',
    component: lazyRouteComponent(() => import('./asset/asset-page.tsx'), 'AssetPage'),
  }),
] as const;
