/** What the page offers to a role. The server decides; this only keeps from offering what it would refuse. */
import type { Account } from '@vitascope/client';

export const staffRoles = ['owner', 'admin', 'editor', 'support'] as const;
export type StaffRole = (typeof staffRoles)[number];

/** The staff, keys and webhooks, what is on record, and what has failed. */
export const mayManage = ({ role }: Account): boolean => role === 'owner' || role === 'admin';
/** Whoever helps viewers. Each look at an account is on record. */
export const mayHelpViewers = ({ role }: Account): boolean => role !== null && role !== 'editor';
export const maySeeSystem = ({ role }: Account): boolean => role !== null && role !== 'editor';
export const maySeeMail = ({ role }: Account): boolean => role === 'owner';

/** Roles that an account may give: nobody makes an owner but an owner. */
export const rolesGivenBy = ({ role }: Account): readonly StaffRole[] =>
  role === 'owner' ? staffRoles : staffRoles.filter((one) => one !== 'owner');
