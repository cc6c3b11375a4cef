/** A typed client of the API, for browsers and Node: nothing but `fetch`. */
export { type CallOptions, type Client, type ClientOptions, createClient } from './client.ts';
export type * from './generated/api.ts';
export type { Answer, AnswerOf, BodyOf, ItemOf, Method, PagedPath, PathOf, RequestOf } from './operation.ts';
export { ApiProblem, type ClientCode, type ProblemFields, readProblem } from './problem.ts';
export type { RetryPolicy } from './retry.ts';
