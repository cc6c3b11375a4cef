// Identity: accounts, sessions, staff and their permissions, mail.
export type { AskingRequest } from './actor.ts';
export { type AskingViewer, askingViewer } from './asking-viewer.ts';
export { clientOf } from './attempts.ts';
export { accountsConfig, mailConfig, oidcConfig } from './config.ts';
export type { Device, DeviceKind } from './device.ts';
export { identityError } from './errors.ts';
export { createIdentity, type Identity } from './identity.ts';
export { identityMigrations } from './migrations/index.ts';
export { type Actor, can, type Permission, roleMay, type StaffRole } from './permissions.ts';
export type { PersonalData } from './personal-data.ts';
export { maturityLimitOf, type Profile } from './profile.ts';
export { registerIdentityRoutes } from './routes.ts';
