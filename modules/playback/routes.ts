// HTTP in and out of playback.
import type { HttpApp } from '@vitascope/platform/http';
import { type DecisionRoutesDeps, registerDecisionRoutes } from './decision-routes.ts';
import { type EmbedRoutesDeps, registerEmbedRoutes } from './embed-routes.ts';
import { type EntitlementRoutesDeps, registerEntitlementRoutes } from './entitlement-routes.ts';
import type { PlaybackModule } from './playback-module.ts';
import { registerSessionRoutes, type SessionRoutesDeps } from './session-routes.ts';

type RoutesDeps = SessionRoutesDeps & EntitlementRoutesDeps & DecisionRoutesDeps & EmbedRoutesDeps;

export interface PlaybackRoutesDeps
  extends Pick<
    RoutesDeps,
    | 'identity'
    | 'heartbeats'
    | 'manifestUrls'
    | 'momentUrls'
    | 'authorize'
    | 'actorOf'
    | 'countRequest'
    | 'isOwnPage'
    | 'durationOf'
  > {
  readonly watching: PlaybackModule;
}

export function registerPlaybackRoutes(app: HttpApp, { watching, ...deps }: PlaybackRoutesDeps): void {
  registerSessionRoutes(app, {
    ...deps,
    playback: watching.playback,
    territories: watching.territories,
  });
  registerEntitlementRoutes(app, {
    ...deps,
    entitlements: watching.entitlements,
    clock: watching.clock,
  });
  registerEmbedRoutes(app, { ...deps, embeds: watching.embeds, territories: watching.territories });
  registerDecisionRoutes(app, { ...deps, decisions: watching.decisions });
}
