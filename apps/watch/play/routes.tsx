/** The player. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { requireProfile } from '../session/profile.ts';
import { root } from '../shell/root.tsx';

export interface PlaySearch {
  /** A trailer or an extra of the title. */
  readonly asset?: string;
  /** The token of a preview link. */
  readonly preview?: string;
}

export interface SharedSearch {
  /** HLS without it. */
  readonly format?: 'dash';
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const playRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/play/$titleId',
    staticData: { frame: 'none' },
    beforeLoad: requireProfile,
    validateSearch: (search: Record<string, unknown>): PlaySearch => {
      const [asset, preview] = [textOf(search['asset']), textOf(search['preview'])];
      return { ...(asset === undefined ? {} : { asset }), ...(preview === undefined ? {} : { preview }) };
    },
    component: lazyRouteComponent(() => import('./play-page.tsx'), 'PlayPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/watch/$token/$assetId',
    staticData: { frame: 'none' },
    validateSearch: (search: Record<string, unknown>): SharedSearch =>
      search['format'] === 'dash' ? { format: 'dash' } : {},
    component: lazyRouteComponent(() => import('./shared-page.tsx'), 'SharedPage'),
  }),
] as const;
