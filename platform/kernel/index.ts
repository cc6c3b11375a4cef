/** The kernel: what every other room of the house may take for granted. */
export type { Clock } from './clock.ts';
export { systemClock } from './clock.ts';
export type { ErrorDefinition, ErrorFactory, ErrorKind, ErrorOptions, ListedError } from './errors.ts';
export { defineErrors, isVitascopeError, listErrors, VitascopeError } from './errors.ts';
export { isId, newId, timeOfId } from './ids.ts';
export type { Logger } from './logger.ts';
export { silentLogger } from './logger.ts';
export { takeRandom } from './random.ts';
export type { Semaphore } from './semaphore.ts';
export { createSemaphore } from './semaphore.ts';
