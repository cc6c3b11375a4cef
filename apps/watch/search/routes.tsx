/** Finding titles and people. */
import type { AnyRoute } from '@tanstack/react-router';

export const searchRoutes: AnyRoute[] = [];
