/** The home page, and lists of titles without end. */
import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router';
import { queries } from '../session/api.ts';
import { requireProfile } from '../session/profile.ts';
import { viewerOf } from '../session/viewer.ts';
import { root } from '../shell/root.tsx';
import { type TitleSort, titleSorts, titlesQuery } from '../titles/queries.ts';
import { HomePage } from './home-page.tsx';
import { continueQuery, homeQuery } from './queries.ts';

const getParentRoute = () => root;

interface SortSearch {
  readonly sort?: TitleSort;
}

function sortOf({ sort }: Record<string, unknown>): SortSearch {
  const known = titleSorts.find((one) => one === sort);
  return known === undefined ? {} : { sort: known };
}

export const homeRoutes = [
  createRoute({
    getParentRoute,
    path: '/',
    beforeLoad: requireProfile,
    loader: ({ context }) => {
      const viewer = viewerOf(context.profile);
      void queries.prefetchQuery(homeQuery(viewer));
      void queries.prefetchQuery(continueQuery(viewer));
    },
    component: HomePage,
  }),
  createRoute({
    getParentRoute,
    path: '/row/$id',
    beforeLoad: requireProfile,
    component: lazyRouteComponent(() => import('./row-page.tsx'), 'RowPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/browse/$kind',
    beforeLoad: requireProfile,
    validateSearch: (search: Record<string, unknown>): SortSearch & { readonly genre?: string } => ({
      ...sortOf(search),
      ...(typeof search['genre'] === 'string' ? { genre: search['genre'] } : {}),
    }),
    loader: ({ context, params: { kind } }) => {
      if (kind !== 'films' && kind !== 'series') throw notFound();
      const wish = { kind: kind === 'films' ? 'film' : 'series' } as const;
      void queries.prefetchInfiniteQuery(titlesQuery(viewerOf(context.profile), wish));
    },
    component: lazyRouteComponent(() => import('./browse-page.tsx'), 'BrowsePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/genre/$slug',
    beforeLoad: requireProfile,
    validateSearch: sortOf,
    component: lazyRouteComponent(() => import('./browse-page.tsx'), 'GenrePage'),
  }),
] as const;
