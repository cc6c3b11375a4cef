/** Domain events, published in a transaction and delivered at least once. */
export type { DomainEvent, EventDefinition, Events } from './events.ts';
export { createEvents, defineEvent, eventMigrations } from './events.ts';
