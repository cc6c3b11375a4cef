// HTTP in and out of playback.
import type { HttpApp } from '@vitascope/platform/http';
import { registerSessionRoutes, type SessionRoutesDeps } from './session-routes.ts';

export type PlaybackRoutesDeps = SessionRoutesDeps;

export function registerPlaybackRoutes(app: HttpApp, deps: PlaybackRoutesDeps): void {
  registerSessionRoutes(app, deps);
}
