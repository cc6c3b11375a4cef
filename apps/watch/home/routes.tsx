/** The home page. */
import { createRoute } from '@tanstack/react-router';
import { root } from '../shell/root.tsx';
import { HomePage } from './home-page.tsx';

export const homeRoutes = [createRoute({ getParentRoute: () => root, path: '/', component: HomePage })];
