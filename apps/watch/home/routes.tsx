/** The home page. */
import { createRoute } from '@tanstack/react-router';
import { requireProfile } from '../session/profile.ts';
import { root } from '../shell/root.tsx';
import { HomePage } from './home-page.tsx';

export const homeRoutes = [
  createRoute({ getParentRoute: () => root, path: '/', beforeLoad: requireProfile, component: HomePage }),
];
