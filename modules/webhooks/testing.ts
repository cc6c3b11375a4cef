// For tests: a receiver that remembers what it was sent, and webhooks on a real database that may reach it.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { createEvents, eventMigrations } from '@vitascope/platform/events';
import { createJobs } from '@vitascope/platform/jobs';
import { silentLogger, systemClock } from '@vitascope/platform/kernel';
import { createWebhooks, webhooksMigrations } from './webhooks.ts';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers 204 unless `answer` does otherwise. */
export async function openReceiver() {
  const received: Received[] = [];
  const waiting: { readonly count: number; readonly done: PromiseWithResolvers<void> }[] = [];
  const receiver = {
    received,
    port: 0,
    answer: (response: ServerResponse): void => void response.writeHead(204).end(),
    /** When so many have come. */
    async cameIn(count: number): Promise<void> {
      const done = Promise.withResolvers<void>();
      if (received.length >= count) return;
      waiting.push({ count, done });
      await done.promise;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body });
      receiver.answer(response);
      for (const { count, done } of waiting) if (received.length >= count) done.resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.port = (server.address() as AddressInfo).port;
  return receiver;
}

/** `receiver.test` is the only host that may be private; it leads to this machine. */
export async function openWebhooks() {
  const database = await openTestDatabase({
    migrations: [eventMigrations, webhooksMigrations],
    poolSize: 10,
  });
  const jobs = createJobs({ database, logger: silentLogger });
  const events = createEvents({ database, jobs });
  const webhooks = createWebhooks({
    database,
    jobs,
    events,
    config: { allowHttp: true, privateHosts: 'receiver.test' },
    source: () => 'https://films.example',
    clock: systemClock,
    logger: silentLogger,
    resolver: async () => [{ address: '127.0.0.1', family: 4 }],
  });
  await webhooks.start();
  await webhooks.startWork();
  return {
    database,
    events,
    webhooks,
    async close(): Promise<void> {
      webhooks.close();
      await jobs.stop({ graceSeconds: 1 });
      await database.close();
    },
  };
}
