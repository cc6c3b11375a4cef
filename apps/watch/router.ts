/** The pages of Watch by address. Each part of the app brings its own; heavy ones are loaded when they are opened. */
import { createRouter } from '@tanstack/react-router';
import { accountRoutes } from './account/routes.tsx';
import { embedRoutes } from './embed/routes.tsx';
import { homeRoutes } from './home/routes.tsx';
import { playRoutes } from './play/routes.tsx';
import { profilesRoutes } from './profiles/routes.tsx';
import { searchRoutes } from './search/routes.tsx';
import { settingsRoutes } from './settings/routes.tsx';
import { Opening } from './shell/opening.tsx';
import { root } from './shell/root.tsx';
import { titlesRoutes } from './titles/routes.tsx';

export const router = createRouter({
  routeTree: root.addChildren([
    ...accountRoutes,
    ...embedRoutes,
    ...homeRoutes,
    ...playRoutes,
    ...profilesRoutes,
    ...searchRoutes,
    ...settingsRoutes,
    ...titlesRoutes,
  ]),
  // Whoever waits longer sees that something comes.
  defaultPendingComponent: Opening,
  defaultPendingMs: 300,
  defaultPendingMinMs: 0,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
