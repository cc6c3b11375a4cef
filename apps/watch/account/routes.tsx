/** Signing in and up, and what links in mails lead to. */
import type { AnyRoute } from '@tanstack/react-router';

export const accountRoutes: AnyRoute[] = [];
