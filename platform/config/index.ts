/** Configuration: one schema, three sources, no surprises. */
export type { ConfigSources } from './load.ts';
export { loadConfig } from './load.ts';
export { configReference } from './reference.ts';
export type { Secret } from './secret.ts';
export { createSecret, secret } from './secret.ts';
export type { ConfigSchema, Setting, SettingType } from './settings.ts';
export { listSettings } from './settings.ts';
