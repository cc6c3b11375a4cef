/** A title, its seasons and its people; what a profile has kept and watched. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { queries } from '../session/api.ts';
import { requireProfile } from '../session/profile.ts';
import { viewerOf } from '../session/viewer.ts';
import { root } from '../shell/root.tsx';
import { personQuery, relatedQuery, titleQuery } from './queries.ts';

const getParentRoute = () => root;

interface TitleSearch {
  /** Its number. */
  readonly season?: number;
}

export const titlesRoutes = [
  createRoute({
    getParentRoute,
    path: '/title/$slug',
    beforeLoad: requireProfile,
    validateSearch: ({ season }: Record<string, unknown>): TitleSearch =>
      typeof season === 'number' && Number.isInteger(season) && season >= 0 ? { season } : {},
    // Begun where somebody points at a link, so that the page is there when they press it.
    loader: async ({ context, params: { slug } }) => {
      const viewer = viewerOf(context.profile);
      void queries.fetchQuery(titleQuery(viewer, slug)).then(
        ({ id }) => queries.prefetchQuery(relatedQuery(viewer, id)),
        () => undefined, // the page says so
      );
    },
    component: lazyRouteComponent(() => import('./title-page.tsx'), 'TitlePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/person/$slug',
    beforeLoad: requireProfile,
    loader: ({ context, params: { slug } }) => {
      void queries.prefetchInfiniteQuery(personQuery(viewerOf(context.profile), slug));
    },
    component: lazyRouteComponent(() => import('./person-page.tsx'), 'PersonPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/my-list',
    beforeLoad: requireProfile,
    component: lazyRouteComponent(() => import('./my-list-page.tsx'), 'MyListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/history',
    beforeLoad: requireProfile,
    component: lazyRouteComponent(() => import('./history-page.tsx'), 'HistoryPage'),
  }),
] as const;
