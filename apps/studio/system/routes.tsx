/** What runs, and how it is. */
import type { AnyRoute } from '@tanstack/react-router';

export const systemRoutes: AnyRoute[] = [];
