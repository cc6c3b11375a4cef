/** Uploads and what has become of them. */
import { createRoute } from '@tanstack/react-router';
import { root } from '../shell/root.tsx';
import { LibraryPage } from './library-page.tsx';

export const libraryRoutes = [createRoute({ getParentRoute: () => root, path: '/', component: LibraryPage })];
