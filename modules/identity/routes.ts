// HTTP in and out of identity, all of it below /api/v1.
import type { HttpApp } from '@vitascope/platform/http';
import { registerApiKeyRoutes } from './api-key-routes.ts';
import { registerAuthRoutes } from './auth-routes.ts';
import { registerConsentRoutes } from './consent-routes.ts';
import { registerDeviceAuthorizationRoutes } from './device-authorization-routes.ts';
import { registerDeviceRoutes } from './device-routes.ts';
import type { Identity } from './identity.ts';
import { registerInvitationRoutes } from './invitation-routes.ts';
import { registerMailRoutes } from './mail-routes.ts';
import { registerPasskeyRoutes } from './passkey-routes.ts';
import { registerPrivacyRoutes } from './privacy-routes.ts';
import { registerProfileRoutes } from './profile-routes.ts';
import { registerProviderRoutes } from './provider-routes.ts';
import { registerSecondFactorRoutes } from './second-factor-routes.ts';
import { registerSecretRoutes } from './secret-routes.ts';
import { registerStaffRoutes } from './staff-routes.ts';
import { registerSupportRoutes } from './support-routes.ts';

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
  registerSupportRoutes(app, identity);
  registerApiKeyRoutes(app, identity);
  registerMailRoutes(app, identity);
  registerInvitationRoutes(app, identity);
  registerPrivacyRoutes(app, identity);
  registerConsentRoutes(app, identity);
  registerProviderRoutes(app, identity);
  registerSecretRoutes(app, identity);
}
