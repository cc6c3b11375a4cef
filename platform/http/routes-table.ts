/** Remembers which methods each path takes, to tell 405 from 404. */
import type { HttpApp } from './app.ts';

export interface RoutesTable {
  /** The methods that some route takes at this path, sorted; empty when there is none. */
  methodsAt(path: string): readonly string[];
}

/** Call it before any route is added. */
export function trackRoutes(app: HttpApp): RoutesTable {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: toPattern(url), methods: [method].flat() });
  });
  return {
    methodsAt(path) {
      const methods = routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
      return [...new Set(methods)].sort();
    },
  };
}

/** Fastify's `:name` is one path part, a final `*` the rest; our routes use no other syntax. */
function toPattern(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.*';
    return part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`);
}
