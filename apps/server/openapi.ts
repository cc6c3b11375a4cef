// The OpenAPI document, made from the routes' schemas without starting anything.
import { createHttpServer, openApiDocument } from '@vitascope/platform/http';
import { silentLogger } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { type ApiDeps, registerApi } from './routes.ts';
import { version } from './version.ts';

/** Registering reads schemas only; no handler runs. */
const nothing = new Proxy({}, { get: () => nothing }) as unknown as ApiDeps;

export async function createApiDocument(): Promise<object> {
  const telemetry = await createTelemetry({
    serviceName: 'vitascope',
    logLevel: 'silent',
    processMetrics: false,
  });
  const server = await createHttpServer({
    logger: silentLogger,
    telemetry,
    bodyLimitBytes: 1_048_576,
    trustProxy: false,
    version,
  });
  registerApi(server.app, nothing);
  try {
    return await openApiDocument(server.app);
  } finally {
    await server.app.close();
    await telemetry.close();
  }
}
