/** HTTP: the server, its limits, and the one form in which errors leave it. */

export type { AdmissionLimits } from './admission.ts';
export type { HttpApp, HttpReply, HttpRequest } from './app.ts';
export { compressAnswers } from './compress-answers.ts';
export type { HttpConfig } from './config.ts';
export { httpConfig } from './config.ts';
export { answerHead, type PlainRequest, type ReadyAnswer, type ReadyHandler } from './fast-path/index.ts';
export { heedIdempotencyKeys } from './idempotency.ts';
export { createIdempotencyStore, type IdempotencyStore } from './idempotency-store.ts';
export type { HttpLimits } from './limits.ts';
export { httpMigrations } from './migrations/index.ts';
export { openApiDocument } from './openapi.ts';
export { requireIfMatch, revisionTag } from './preconditions.ts';
export type { Problem, ProblemAnswer, ProblemContext } from './problem.ts';
export { problemFor, problemSchema, writeProblem } from './problem.ts';
export { createRateCounters, type RateCounters } from './rate-counters.ts';
export { type CountRequest, limitRates, type RateSubject } from './rate-limits.ts';
export type { ReadinessCheck, ServerState } from './readiness.ts';
export type { HttpServer, HttpServerOptions, RawHandler } from './server.ts';
export { createHttpServer } from './server.ts';
