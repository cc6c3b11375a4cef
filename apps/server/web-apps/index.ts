/** The two web apps: built where their sources have changed, held in memory, and served. */
import type { Logger } from '@vitascope/platform/kernel';
import { repositoryRoot } from './app-folders.ts';
import { type BuildOptions, buildWebApps, isBuilt } from './build.ts';
import { loadWebApp } from './load.ts';
import { createWebRoutes, type WebAppsOptions, type WebRoutes } from './routes.ts';

export { webAppNames } from './app-folders.ts';
export type { WebAppsOptions, WebRoutes } from './routes.ts';

/**
 * The routes of both apps, up to date. Where they cannot be built anew, those that are built are served all the same.
 * Throws `web-apps-missing`, `web-apps-build-failed` where nothing is built, or the signal's reason.
 */
export async function openWebApps(
  options: WebAppsOptions & BuildOptions & { readonly logger: Logger },
): Promise<WebRoutes> {
  const { signal, logger } = options;
  try {
    await buildWebApps(repositoryRoot, options);
  } catch (err) {
    if (signal.aborted || !isBuilt(repositoryRoot)) throw err;
    logger.warn({ err }, 'The web apps could not be built. Those of an earlier build are served.');
  }
  const [watch, studio] = await Promise.all([
    loadWebApp(repositoryRoot, 'watch'),
    loadWebApp(repositoryRoot, 'studio'),
  ]);
  return createWebRoutes({ watch, studio }, options);
}

/** Builds what has changed, or throws. Returns the names of the apps that it has built. */
export const buildChangedWebApps = (options: BuildOptions): Promise<readonly string[]> =>
  buildWebApps(repositoryRoot, options);
