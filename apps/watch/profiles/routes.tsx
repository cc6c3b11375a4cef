/** Who is watching. */
import type { AnyRoute } from '@tanstack/react-router';

export const profilesRoutes: AnyRoute[] = [];
