/** From a method and a path to what has to be sent and what comes back. */
import type { Paths } from './generated/api.ts';

export type Method = keyof Paths;
export type PathOf<M extends Method> = keyof Paths[M] & string;
type Operation<M extends Method, P extends PathOf<M>> = Paths[M][P] & {
  readonly request: object;
  readonly answer: unknown;
};

export type RequestOf<M extends Method, P extends PathOf<M>> = Operation<M, P>['request'];
export type AnswerOf<M extends Method, P extends PathOf<M>> = Operation<M, P>['answer'];
/** What a request sends, to be put together before it is sent. */
export type BodyOf<M extends Method, P extends PathOf<M>> =
  RequestOf<M, P> extends { readonly body?: infer B } ? Exclude<B, undefined> : never;

/** The request beside the options, which may be left out where nothing has to be said. */
export type Arguments<R, Options> =
  Record<never, never> extends R ? [request?: R & Options] : [request: R & Options];

/** Paths that give a list by pages. */
export type PagedPath = {
  [P in PathOf<'GET'>]: AnswerOf<'GET', P> extends {
    readonly items: readonly unknown[];
    readonly nextCursor: string | null;
  }
    ? P
    : never;
}[PathOf<'GET'>];
export type ItemOf<P extends PagedPath> =
  AnswerOf<'GET', P> extends { readonly items: readonly (infer Item)[] } ? Item : never;

export interface Answer<T> {
  /** Undefined where the answer has no body; with `as: 'response'` the `Response` itself, its body unread. */
  readonly data: T;
  readonly status: number;
  readonly headers: Headers;
  /** Finds the request in the server's log. */
  readonly requestId: string | null;
}
