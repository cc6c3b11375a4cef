// What can go wrong with the audit log, by code.
import { defineErrors } from '@vitascope/platform/kernel';

export const auditError = defineErrors({
  'audit-unavailable': { kind: 'unavailable', title: 'The action cannot be recorded, so it is not done' },
  'anchor-key-invalid': { kind: 'internal', title: 'The key of the audit anchors cannot be used' },
  'anchor-forged': { kind: 'internal', title: 'An anchor of the audit log was not signed by us' },
});
