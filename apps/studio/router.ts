/** The pages of Studio by address. Each room brings its own. */
import { createRouter } from '@tanstack/react-router';
import { connectionsRoutes } from './connections/routes.tsx';
import { importsRoutes } from './imports/routes.tsx';
import { libraryRoutes } from './library/routes.tsx';
import { peopleRoutes } from './people/routes.tsx';
import { rowsRoutes } from './rows/routes.tsx';
import { root } from './shell/root.tsx';
import { systemRoutes } from './system/routes.tsx';
import { titlesRoutes } from './titles/routes.tsx';

export const router = createRouter({
  routeTree: root.addChildren([
    ...connectionsRoutes,
    ...importsRoutes,
    ...libraryRoutes,
    ...peopleRoutes,
    ...rowsRoutes,
    ...systemRoutes,
    ...titlesRoutes,
  ]),
  basepath: '/studio',
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
