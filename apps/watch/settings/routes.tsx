/** What a viewer may set. */
import type { AnyRoute } from '@tanstack/react-router';

export const settingsRoutes: AnyRoute[] = [];
