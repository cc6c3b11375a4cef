/** Finding titles and people. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { requireProfile } from '../session/profile.ts';
import { root } from '../shell/root.tsx';

export interface SearchWish {
  readonly q?: string;
  readonly kind?: SearchKind;
  readonly genre?: string;
  /** Its first year. */
  readonly decade?: number;
}

const kinds = ['film', 'series', 'season', 'episode', 'clip', 'event', 'collection'] as const;
type SearchKind = (typeof kinds)[number];

export const searchRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/search',
    beforeLoad: requireProfile,
    validateSearch({ q, kind, genre, decade }: Record<string, unknown>): SearchWish {
      const known = kinds.find((one) => one === kind);
      return {
        // "1984" in an address is read as a number.
        ...(typeof q === 'string' || typeof q === 'number' ? { q: String(q) } : {}),
        ...(known === undefined ? {} : { kind: known }),
        ...(typeof genre === 'string' ? { genre } : {}),
        ...(typeof decade === 'number' && decade % 10 === 0 ? { decade } : {}),
      };
    },
    component: lazyRouteComponent(() => import('./search-page.tsx'), 'SearchPage'),
  }),
] as const;
