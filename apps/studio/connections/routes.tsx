/** API keys and webhooks. */
import type { AnyRoute } from '@tanstack/react-router';

export const connectionsRoutes: AnyRoute[] = [];
