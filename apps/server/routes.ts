// Every route of the API, in one place: the server registers them with real parts, the document's generator with none.
import { registerAssetRoutes } from '@vitascope/assets';
import { registerAuditRoutes } from '@vitascope/audit';
import { registerCatalogRoutes, registerImageRoutes, registerViewerRoutes } from '@vitascope/catalog';
import { registerIdentityRoutes } from '@vitascope/identity';
import type { HttpApp } from '@vitascope/platform/http';
import { registerPlaybackRoutes, registerWatchRoutes } from '@vitascope/playback';
import { registerWebhookRoutes } from '@vitascope/webhooks';
import { type OembedRoutesDeps, registerOembedRoutes } from './link-previews/oembed-routes.ts';
import { registerSampleRoutes, type SampleRoutesDeps } from './sample-library/routes.ts';
import { registerServiceRoutes, type ServiceRoutesDeps } from './service-routes.ts';
import { registerSystemRoutes, type SystemRoutesDeps } from './system-routes.ts';
import { registerSystemStatus, type SystemStatusDeps } from './system-status.ts';

export type ApiDeps = Parameters<typeof registerAssetRoutes>[1] &
  Parameters<typeof registerIdentityRoutes>[1] &
  Parameters<typeof registerCatalogRoutes>[1] &
  Parameters<typeof registerAuditRoutes>[1] &
  Parameters<typeof registerWebhookRoutes>[1] &
  Parameters<typeof registerImageRoutes>[1] &
  Parameters<typeof registerViewerRoutes>[1] &
  Parameters<typeof registerPlaybackRoutes>[1] &
  Parameters<typeof registerWatchRoutes>[1] &
  SampleRoutesDeps &
  OembedRoutesDeps &
  ServiceRoutesDeps &
  SystemRoutesDeps &
  SystemStatusDeps;

export function registerApi(app: HttpApp, deps: ApiDeps): void {
  registerAssetRoutes(app, deps);
  registerIdentityRoutes(app, deps);
  registerCatalogRoutes(app, deps);
  registerAuditRoutes(app, deps);
  registerWebhookRoutes(app, deps);
  registerImageRoutes(app, deps);
  registerViewerRoutes(app, deps);
  registerPlaybackRoutes(app, deps);
  registerWatchRoutes(app, deps);
  registerSampleRoutes(app, deps);
  registerOembedRoutes(app, deps);
  registerServiceRoutes(app, deps);
  registerSystemRoutes(app, deps);
  registerSystemStatus(app, deps);
}
