/** The fast path: requests that are answered from memory without `node:http`. */
export { answerHead, type ReadyAnswer, type ReadyHandler } from './answer.ts';
export { addFastPath } from './fast-path.ts';
export type { PlainRequest } from './request-head.ts';
