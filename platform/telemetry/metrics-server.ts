/** `/metrics` on a listener of its own, so that what operators read is never on the address that viewers use. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface MetricsServerOptions {
  readonly metrics: Metrics;
  /** 0 takes a free port. */
  readonly port: number;
  /** Default `127.0.0.1`: metrics are for the same machine until the operator says otherwise. */
  readonly host?: string;
}

/** Starts listening; rejects with the system's error (`EADDRINUSE`, `EACCES`) when it cannot. */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const { metrics, port, host = '127.0.0.1' } = options;
  const server = createServer(
    { maxHeaderSize: 8192, requestTimeout: 10_000, headersTimeout: 5_000 },
    (request, response) => {
      const path = request.url?.split('?', 1)[0];
      if (path !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
        response.writeHead(path === '/metrics' ? 405 : 404).end();
        return;
      }
      metrics.render().then(
        ({ contentType, body }) => {
          response.writeHead(200, { 'content-type': contentType, 'x-content-type-options': 'nosniff' });
          response.end(request.method === 'HEAD' ? undefined : body);
        },
        () => response.writeHead(500).end(),
      );
    },
  );
  server.maxConnections = 32;
  server.keepAliveTimeout = 5_000;
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(port, host, listening.resolve);
  await listening.promise;
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}/metrics`,
    close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      return promise;
    },
  };
}
