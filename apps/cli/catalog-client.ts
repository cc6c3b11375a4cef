/** The catalogue's part of the API: feeds go in and out as streams. */
import { openAsBlob } from 'node:fs';
import { z } from 'zod';
import { refusal, unreachable } from './api-client.ts';

const importSchema = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  dryRun: z.boolean(),
  reason: z.string().nullable(),
  records: z.number().nullable(),
  created: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  failed: z.number(),
});
const problemsSchema = z.object({
  items: z.array(
    z.object({
      line: z.number(),
      column: z.string().nullable(),
      value: z.string().nullable(),
      message: z.string(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

export type CatalogImport = z.infer<typeof importSchema>;
export type FeedProblems = z.infer<typeof problemsSchema>;

export interface CatalogClient {
  beginImport(
    path: string,
    options: { readonly format: string; readonly isDryRun: boolean },
  ): Promise<CatalogImport>;
  showImport(id: string): Promise<CatalogImport>;
  listProblems(id: string, cursor: string | null): Promise<FeedProblems>;
  /** Piece by piece, as it arrives. */
  exportFeed(format: string): AsyncIterable<Uint8Array>;
}

export function createCatalogClient(server: {
  readonly serverUrl: string;
  readonly ownerKey: string;
}): CatalogClient {
  async function ask(path: string, options: RequestInit = {}): Promise<Response> {
    const url = `${server.serverUrl}/api/v1/catalog${path}`;
    const headers = { authorization: `Bearer ${server.ownerKey}`, ...options.headers };
    const response = await fetch(url, { ...options, headers }).catch((error: unknown) => {
      throw unreachable(url, error);
    });
    if (response.ok) return response;
    throw refusal({ status: response.status, body: await response.text(), url });
  }
  return {
    async beginImport(path, { format, isDryRun }) {
      const response = await ask(`/imports?format=${format}&dryRun=${isDryRun}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: await openAsBlob(path),
      });
      return importSchema.parse(await response.json());
    },
    showImport: async (id) => importSchema.parse(await (await ask(`/imports/${id}`)).json()),
    async listProblems(id, cursor) {
      const query = cursor === null ? '' : `&cursor=${cursor}`;
      return problemsSchema.parse(await (await ask(`/imports/${id}/problems?limit=200${query}`)).json());
    },
    async *exportFeed(format) {
      const { body } = await ask(`/export?format=${format}`);
      if (body !== null) yield* body;
    },
  };
}
