/** What a viewer may set: the account, ways to sign in, devices, playback, privacy. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { requireAccount } from '../profiles/routes.tsx';
import { root } from '../shell/root.tsx';

const layout = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  beforeLoad: requireAccount,
  component: lazyRouteComponent(() => import('./settings-layout.tsx'), 'SettingsLayout'),
});

const page = { getParentRoute: () => layout } as const;

export const settingsRoutes = [
  layout.addChildren([
    createRoute({
      ...page,
      path: '/',
      component: lazyRouteComponent(() => import('./general-page.tsx'), 'GeneralPage'),
    }),
    createRoute({
      ...page,
      path: '/playback',
      component: lazyRouteComponent(() => import('./playback-page.tsx'), 'PlaybackPage'),
    }),
    createRoute({
      ...page,
      path: '/security',
      component: lazyRouteComponent(() => import('./security-page.tsx'), 'SecurityPage'),
    }),
    createRoute({
      ...page,
      path: '/devices',
      component: lazyRouteComponent(() => import('./devices-page.tsx'), 'DevicesPage'),
    }),
    createRoute({
      ...page,
      path: '/privacy',
      component: lazyRouteComponent(() => import('./privacy-page.tsx'), 'PrivacyPage'),
    }),
  ]),
];
