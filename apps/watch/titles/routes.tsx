/** A title, its seasons and its people. */
import type { AnyRoute } from '@tanstack/react-router';

export const titlesRoutes: AnyRoute[] = [];
