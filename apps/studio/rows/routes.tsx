/** The rows of the home page. */
import type { AnyRoute } from '@tanstack/react-router';

export const rowsRoutes: AnyRoute[] = [];
