/** The Fastify application type that every module's `routes.ts` receives. */
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';

/** Routes are declared with zod schemas: `app.post('/x', { schema: { body: z.object(…) } }, handler)`. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export type HttpRequest = FastifyRequest;
export type HttpReply = FastifyReply;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `reading`: recorded though it changes nothing; `always`: also where the handler answers by itself. */
    readonly audit?: 'reading' | 'always';
    /** What else the action is about than what stands in its address: ids in the body. */
    readonly auditSubjects?: (request: FastifyRequest) => readonly string[];
    /**
     * Large answers are compressed. Not for what holds secrets beside words that others can choose: its length would tell
     * them (BREACH).
     */
    readonly compresses?: boolean;
    /** False: has limits of its own. `handler`: it is counted by the handler, with what `limitRates` returns. */
    readonly rateLimit?: false | 'handler';
    /** Instead of `handlerTimeoutMs` of the limits: for routes that take or send much. */
    readonly handlerTimeoutMs?: number;
    /** False: an `Idempotency-Key` is not heeded. */
    readonly idempotency?: boolean;
  }
}
