// Everything that has been done to identity's tables, in order.
import type { MigrationSet } from '@vitascope/platform/database';
import { accountsMigration } from './0001-accounts.ts';
import { mailMigration } from './0002-mail.ts';
import { attemptsMigration } from './0003-attempts.ts';
import { profilesMigration } from './0004-profiles.ts';
import { apiKeysMigration } from './0005-api-keys.ts';
import { devicesMigration } from './0006-devices.ts';
import { secondFactorsMigration } from './0007-second-factors.ts';
import { passkeysMigration } from './0008-passkeys.ts';
import { deviceAuthorizationsMigration } from './0009-device-authorizations.ts';
import { lettersMigration } from './0010-letters.ts';
import { invitationsMigration } from './0011-invitations.ts';
import { privacyMigration } from './0012-privacy.ts';
import { consentsMigration } from './0013-consents.ts';
import { providersMigration } from './0014-providers.ts';
import { secretsMigration } from './0015-secrets.ts';
import { profileRevisionsMigration } from './0016-profile-revisions.ts';

export const identityMigrations: MigrationSet = {
  schema: 'identity',
  migrations: {
    '0001-accounts': accountsMigration,
    '0002-mail': mailMigration,
    '0003-attempts': attemptsMigration,
    '0004-profiles': profilesMigration,
    '0005-api-keys': apiKeysMigration,
    '0006-devices': devicesMigration,
    '0007-second-factors': secondFactorsMigration,
    '0008-passkeys': passkeysMigration,
    '0009-device-authorizations': deviceAuthorizationsMigration,
    '0010-letters': lettersMigration,
    '0011-invitations': invitationsMigration,
    '0012-privacy': privacyMigration,
    '0013-consents': consentsMigration,
    '0014-providers': providersMigration,
    '0015-secrets': secretsMigration,
    '0016-profile-revisions': profileRevisionsMigration,
  },
};
