/** What runs, and how it is; what the staff has done; mails that wait. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../shell/root.tsx';

const page = { getParentRoute: () => root } as const;

export const systemRoutes = [
  createRoute({
    ...page,
    path: '/system',
    component: lazyRouteComponent(() => import('./system-page.tsx'), 'SystemPage'),
  }),
  createRoute({
    ...page,
    path: '/system/audit',
    component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    ...page,
    path: '/system/mail',
    component: lazyRouteComponent(() => import('./mail-page.tsx'), 'MailPage'),
  }),
];
