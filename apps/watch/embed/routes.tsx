/** A title within another page. */
import type { AnyRoute } from '@tanstack/react-router';

export const embedRoutes: AnyRoute[] = [];
