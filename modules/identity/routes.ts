// HTTP in and out of identity, all of it below /api/v1.
import type { HttpApp } from '@vitascope/platform/http';
import { registerApiKeyRoutes } from './api-key-routes.ts';
import { registerAuthRoutes } from './auth-routes.ts';
import { registerDeviceAuthorizationRoutes } from './device-authorization-routes.ts';
import { registerDeviceRoutes } from './device-routes.ts';
import type { Identity } from './identity.ts';
import { registerMailRoutes } from './mail-routes.ts';
import { registerPasskeyRoutes } from './passkey-routes.ts';
import { registerProfileRoutes } from './profile-routes.ts';
import { registerSecondFactorRoutes } from './second-factor-routes.ts';
import { registerStaffRoutes } from './staff-routes.ts';

export interface IdentityRoutesDeps {
  readonly identity: Identity;
}

export function registerIdentityRoutes(app: HttpApp, { identity }: IdentityRoutesDeps): void {
  registerAuthRoutes(app, identity);
  registerDeviceRoutes(app, identity);
  registerDeviceAuthorizationRoutes(app, identity);
  registerSecondFactorRoutes(app, identity);
  registerPasskeyRoutes(app, identity);
  registerProfileRoutes(app, identity);
  registerStaffRoutes(app, identity);
  registerApiKeyRoutes(app, identity);
  registerMailRoutes(app, identity);
}
