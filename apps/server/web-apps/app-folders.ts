/** Where the two web apps are: what they are made from, and what is made from them. */
import { join, resolve } from 'node:path';

export const webAppNames = ['watch', 'studio'] as const;
export type WebAppName = (typeof webAppNames)[number];

export const repositoryRoot = resolve(import.meta.dirname, '../../..');

export const appFolder = (root: string, app: WebAppName): string => join(root, 'apps', app);
export const distFolder = (root: string, app: WebAppName): string => join(root, 'apps', app, 'dist');
/** Below `node_modules`, where nobody looks for sources, and on the file system of `dist`, so that it can be renamed. */
export const buildingFolder = (root: string, app: WebAppName): string =>
  join(root, 'apps', app, 'node_modules', '.building');
