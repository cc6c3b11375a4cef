/** Feeds of titles. */
import type { AnyRoute } from '@tanstack/react-router';

export const importsRoutes: AnyRoute[] = [];
