// What each role of the staff may do: one pure table, asked by everybody and decided nowhere else.

export const staffRoles = ['owner', 'admin', 'editor', 'support'] as const;
export type StaffRole = (typeof staffRoles)[number];

/** What an API key can be given. The rest is for people: a key that makes keys or owners would outlive every control. */
export const keyPermissions = [
  'assets.read',
  'assets.write',
  'catalog.read',
  'catalog.write',
  'system.read',
  'staff.read',
  'audit.read',
  'webhooks.read',
  'webhooks.write',
  'entitlements.read',
  'entitlements.write',
  'playback.read',
] as const;
export type KeyPermission = (typeof keyPermissions)[number];

export type Permission =
  /** See the library, and play what is in it. */
  | 'assets.read'
  /** Upload, cancel, redrive, delete. */
  | 'assets.write'
  /** See what the catalogue says, drafts and changes included. */
  | 'catalog.read'
  /** Edit and publish titles. */
  | 'catalog.write'
  /** See what runs. */
  | 'system.read'
  /** Have what failed tried again. */
  | 'system.write'
  /** See who works here. */
  | 'staff.read'
  /** Give and take roles below the owner's. */
  | 'staff.write'
  /** Make and delete keys of programs. */
  | 'keys.write'
  /** See what the staff has done. */
  | 'audit.read'
  /** See who is told of events, and what came of it. */
  | 'webhooks.read'
  /** Decide who is told of events. */
  | 'webhooks.write'
  /** See what accounts hold. */
  | 'entitlements.read'
  /** Grant and revoke anything. */
  | 'entitlements.write'
  /** Grant and revoke promotions of a month at most. */
  | 'promotions.write'
  /** Find accounts, and see who watches by them and where they are signed in. */
  | 'accounts.read'
  /** Sign accounts out. */
  | 'accounts.write'
  /** See who was let play what, and why others were not. */
  | 'playback.read'
  /** Give and take the owner's role. */
  | 'owners.write'
  /** Read the outbox. Its links open accounts, the owners' too. */
  | 'mail.read';

const editor: readonly Permission[] = ['assets.read', 'assets.write', 'catalog.read', 'catalog.write'];
const helper: readonly Permission[] = [
  'entitlements.read',
  'promotions.write',
  'playback.read',
  'accounts.read',
  'accounts.write',
];
const admin: readonly Permission[] = [
  ...editor,
  ...helper,
  'entitlements.write',
  'system.read',
  'system.write',
  'staff.read',
  'staff.write',
  'keys.write',
  'audit.read',
  'webhooks.read',
  'webhooks.write',
];

const permissionsOf: Readonly<Record<StaffRole, readonly Permission[]>> = {
  owner: [...admin, 'owners.write', 'mail.read'],
  admin,
  editor,
  support: [...helper, 'assets.read', 'catalog.read', 'system.read', 'staff.read'],
};

export function roleMay(role: StaffRole, permission: Permission): boolean {
  return permissionsOf[role].includes(permission);
}

/** Who asks. Made by `actorOf`, once for a request. */
export type Actor =
  /** Whoever holds the owner key: a program, or the operator on the machine itself. */
  | { readonly kind: 'owner-key' }
  /** A program with a key of its own. */
  | { readonly kind: 'api-key'; readonly keyId: string; readonly permissions: readonly KeyPermission[] }
  | {
      readonly kind: 'staff';
      readonly accountId: string;
      readonly sessionId: string;
      /** Null for a session from before there were devices. */
      readonly deviceId: string | null;
      readonly role: StaffRole;
    }
  | {
      readonly kind: 'viewer';
      readonly accountId: string;
      readonly sessionId: string;
      readonly deviceId: string | null;
      /** Why the role that the account has does not count in this session. A television has no need of one. */
      readonly withheld?: 'second-factor' | 'device-code';
    }
  /** With a reason for whoever has lost a session because its device was revoked. */
  | { readonly kind: 'nobody'; readonly reason?: 'device-revoked' };

/** A session's actor. */
export type Holder = Extract<Actor, { readonly accountId: string }>;

/** Whether this actor may do that. The owner key may do what an owner may; viewers and nobody may do nothing here. */
export function can(actor: Actor, permission: Permission): boolean {
  if (actor.kind === 'owner-key') return permissionsOf.owner.includes(permission);
  if (actor.kind === 'api-key') return actor.permissions.some((given) => given === permission);
  return actor.kind === 'staff' && roleMay(actor.role, permission);
}
