/** Signing in and up, and what links in mails lead to. The addresses below /account/ are in mails and may not change. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { safeNext } from '../session/safe-next.ts';
import { root } from '../shell/root.tsx';

/** What the address names is replaced even where it is not taken: the router would hand it on as it is. */
const next = (search: Record<string, unknown>): { next?: string | undefined } => ({
  next: safeNext(search['next']) ?? undefined,
});
const bare = { getParentRoute: () => root, staticData: { frame: 'none' } } as const;
const linkPage = lazyRouteComponent(() => import('./link-page.tsx'), 'LinkPage');

const signInRoute = createRoute({
  ...bare,
  path: '/sign-in',
  validateSearch: next,
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
});

const signUpRoute = createRoute({
  ...bare,
  path: '/sign-up',
  validateSearch: next,
  component: lazyRouteComponent(() => import('./sign-up-page.tsx'), 'SignUpPage'),
});

const tvRoute = createRoute({
  ...bare,
  path: '/tv',
  validateSearch: next,
  component: lazyRouteComponent(() => import('./tv-page.tsx'), 'TvPage'),
});

export const accountRoutes = [
  signInRoute,
  signUpRoute,
  createRoute({
    ...bare,
    path: '/account/forgotten',
    component: lazyRouteComponent(() => import('./forgotten-page.tsx'), 'ForgottenPage'),
  }),
  createRoute({ ...bare, path: '/account/set-up', component: linkPage }),
  createRoute({ ...bare, path: '/account/sign-up', component: linkPage }),
  createRoute({ ...bare, path: '/account/reset', component: linkPage }),
  createRoute({ ...bare, path: '/account/invitation', component: linkPage }),
  createRoute({
    ...bare,
    path: '/account/device',
    component: lazyRouteComponent(() => import('./device-page.tsx'), 'DevicePage'),
  }),
  createRoute({
    ...bare,
    path: '/account/not-signed-in',
    component: lazyRouteComponent(() => import('./not-signed-in-page.tsx'), 'NotSignedInPage'),
  }),
  tvRoute,
];
