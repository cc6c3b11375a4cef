// The audit log: every action of the staff, in a chain in which nothing can be changed or left out unnoticed.
export { type Audit, auditMigrations, createAudit } from './audit.ts';
export { createAuditedData } from './personal-data.ts';
export { type AuditHooksDeps, type AuditingRequest, recordActions } from './record-actions.ts';
export { type AuditRoutesDeps, registerAuditRoutes } from './routes.ts';
