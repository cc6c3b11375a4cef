/** The staff and the viewers. */
import type { AnyRoute } from '@tanstack/react-router';

export const peopleRoutes: AnyRoute[] = [];
