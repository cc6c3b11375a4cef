/** The player. */
import type { AnyRoute } from '@tanstack/react-router';

export const playRoutes: AnyRoute[] = [];
