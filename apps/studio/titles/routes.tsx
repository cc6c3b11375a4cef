/** Editing titles. */
import type { AnyRoute } from '@tanstack/react-router';

export const titlesRoutes: AnyRoute[] = [];
