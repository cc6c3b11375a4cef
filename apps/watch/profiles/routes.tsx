/** Who is watching. */
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { queries } from '../session/api.ts';
import { safeNext } from '../session/safe-next.ts';
import { sessionQuery } from '../session/session.ts';
import { root } from '../shell/root.tsx';

/** What the address names is replaced even where it is not taken: the router would hand it on as it is. */
const next = (search: Record<string, unknown>): { next?: string | undefined } => ({
  next: safeNext(search['next']) ?? undefined,
});

/** For pages of an account, whoever watches. */
export async function requireAccount({
  location,
}: {
  readonly location: { readonly href: string };
}): Promise<void> {
  const account = await queries.ensureQueryData(sessionQuery);
  if (account !== null) return;
  throw redirect({ href: `/sign-in?next=${encodeURIComponent(location.href)}`, replace: true });
}

const bare = {
  getParentRoute: () => root,
  staticData: { frame: 'none' },
  beforeLoad: requireAccount,
} as const;

const whoRoute = createRoute({
  ...bare,
  path: '/who',
  validateSearch: (search): { next?: string | undefined; profile?: string } => ({
    ...next(search),
    ...(typeof search['profile'] === 'string' ? { profile: search['profile'] } : {}),
  }),
  component: lazyRouteComponent(() => import('./who-page.tsx'), 'WhoPage'),
});

const newProfileRoute = createRoute({
  ...bare,
  path: '/who/new',
  validateSearch: next,
  component: lazyRouteComponent(() => import('./new-profile-page.tsx'), 'NewProfilePage'),
});

const editProfileRoute = createRoute({
  ...bare,
  path: '/who/$id',
  component: lazyRouteComponent(() => import('./edit-profile-page.tsx'), 'EditProfilePage'),
});

export const profilesRoutes = [whoRoute, newProfileRoute, editProfileRoute];
