import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Actor, can, type Permission, type StaffRole, staffRoles } from './permissions.ts';

const holder = { accountId: 'ac_1', sessionId: 'se_1', deviceId: null };
const staff = (role: StaffRole): Actor => ({ kind: 'staff', ...holder, role });

test('who may do what', () => {
  const table: Readonly<Record<Permission, readonly StaffRole[]>> = {
    'assets.read': ['owner', 'admin', 'editor', 'support'],
    'assets.write': ['owner', 'admin', 'editor'],
    'catalog.read': ['owner', 'admin', 'editor', 'support'],
    'catalog.write': ['owner', 'admin', 'editor'],
    'system.read': ['owner', 'admin', 'support'],
    'system.write': ['owner', 'admin'],
    'staff.read': ['owner', 'admin', 'support'],
    'staff.write': ['owner', 'admin'],
    'keys.write': ['owner', 'admin'],
    'audit.read': ['owner', 'admin'],
    'webhooks.read': ['owner', 'admin'],
    'webhooks.write': ['owner', 'admin'],
    'entitlements.read': ['owner', 'admin', 'support'],
    'entitlements.write': ['owner', 'admin'],
    'promotions.write': ['owner', 'admin', 'support'],
    'accounts.read': ['owner', 'admin', 'support'],
    'accounts.write': ['owner', 'admin', 'support'],
    'playback.read': ['owner', 'admin', 'support'],
    'owners.write': ['owner'],
    'mail.read': ['owner'],
  };
  for (const [permission, roles] of Object.entries(table) as [Permission, StaffRole[]][]) {
    const allowed = staffRoles.filter((role) => can(staff(role), permission));
    assert.deepEqual(allowed, roles, permission);
    assert.equal(can({ kind: 'owner-key' }, permission), true, permission);
    assert.equal(can({ kind: 'viewer', ...holder }, permission), false, permission);
    assert.equal(can({ kind: 'nobody' }, permission), false, permission);
    const key: Actor = { kind: 'api-key', keyId: 'ak_1', permissions: ['assets.read'] };
    assert.equal(can(key, permission), permission === 'assets.read', permission);
  }
});
