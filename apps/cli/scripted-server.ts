/** A tiny server for this folder's tests: keeps one upload, answers the API from a script, remembers what was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Asset } from '@vitascope/client';

export const testKey = 'vk_test';

export interface ScriptedServer {
  readonly url: string;
  /** `METHOD /path` of every request, in order. */
  readonly requests: string[];
  /** What the upload holds so far. */
  uploaded(): Buffer;
  /** The states that successive looks at the asset give; the last one stays. */
  readonly states: Partial<Asset>[];
  /** Cuts the connection once, after this many bytes of the upload. */
  cutAfterBytes: number | null;
  /** Answers every API request with this problem. */
  problem: {
    status: number;
    code: string;
    detail: string;
    fields?: readonly { path: string; message: string }[];
    details?: Readonly<Record<string, unknown>>;
    /** Only requests of this method. */
    method?: string;
  } | null;
  readonly bodies: unknown[];
  close(): Promise<void>;
}

export const testAsset: Asset = {
  id: 'as_01k9x0000000000000000000aa',
  name: 'film.mp4',
  state: 'playable',
  reason: null,
  sizeBytes: 1_234_567,
  durationMs: 62_000,
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
  progress: 0.5,
  renditions: [
    {
      id: 'rn_1080',
      label: '1080p',
      kind: 'video',
      width: 1920,
      height: 1080,
      channels: null,
      copied: true,
      codecs: 'avc1.640028',
      averageBandwidth: 4_000_000,
      peakBandwidth: 6_000_000,
      segments: 16,
      ready: 16,
      sizeBytes: 1_000_000,
      state: 'complete',
      reason: null,
    },
  ],
};

export const testMail = {
  id: 'ma_01k9x0000000000000000000aa',
  recipient: 'ada@example.org',
  subject: 'Confirm your address',
  createdAt: '2026-11-20T10:00:00.000Z',
  body: 'Choose your password here:\n\nhttp://films.example/account/sign-up#token=abc\n',
  refusal: null,
};

export const refusedMail = {
  id: 'ma_01k9x0000000000000000000ab',
  recipient: 'nobody@example.org',
  subject: 'Choose a new password',
  createdAt: '2026-11-20T11:00:00.000Z',
  body: '',
  refusal: 'EENVELOPE 550',
};

/** Starts it on a free port of the loopback address. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const state = { chunks: [] as Buffer[], offset: 0, length: 0 };
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const scripted: ScriptedServer = {
    url,
    requests: [],
    bodies: [],
    states: [{}],
    cutAfterBytes: null,
    problem: null,
    uploaded: () => Buffer.concat(state.chunks),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    scripted.requests.push(`${request.method} ${path}`);
    if (request.headers.authorization !== `Bearer ${testKey}`) {
      return sendJson(response, 401, { code: 'unauthenticated', detail: 'No.' });
    }
    if (scripted.problem !== null && (scripted.problem.method ?? request.method) === request.method) {
      const { status, method: _, ...problem } = scripted.problem;
      return sendJson(response, status, { ...problem, traceId: 'trace-1' });
    }
    if (path.startsWith('/api/v1/uploads')) return await answerUpload(request, response);
    const body = (await readAll(request)).toString();
    if (body !== '') scripted.bodies.push(JSON.parse(body));
    if (path === '/api/v1/system') return sendJson(response, 200, { version: '0.1.0' });
    if (path.endsWith('/playback')) {
      const at = (name: string): string => `${url}/t/token/${testAsset.id}/${name}`;
      return sendJson(response, 200, {
        hlsUrl: at('main.m3u8'),
        dashUrl: at('manifest.mpd'),
        watchUrl: `${url}/watch/token/${testAsset.id}`,
        expiresAt: '2026-11-21T10:00:00.000Z',
      });
    }
    if (path.startsWith('/api/v1/mail?')) {
      const items = [refusedMail, testMail].map(({ body: _body, ...head }) => head);
      return sendJson(response, 200, { items, nextCursor: null });
    }
    if (path.startsWith('/api/v1/mail/'))
      return sendJson(response, 200, path.endsWith(refusedMail.id) ? refusedMail : testMail);
    if (request.method !== 'GET') return void response.writeHead(204).end();
    const next = scripted.states.length > 1 ? scripted.states.shift() : scripted.states[0];
    const asset = { ...testAsset, ...next };
    sendJson(
      response,
      200,
      path.startsWith('/api/v1/assets?') ? { items: [asset], nextCursor: null } : asset,
    );
  }

  async function answerUpload(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Tus-Resumable', '1.0.0');
    if (request.method === 'POST') {
      state.length = Number(request.headers['upload-length']);
      Object.assign(state, { chunks: [], offset: 0 });
      return void response.writeHead(201, { Location: '/api/v1/uploads/up_1' }).end();
    }
    if (request.method === 'PATCH') {
      for await (const chunk of request) {
        state.chunks.push(chunk);
        state.offset += chunk.length;
        if (scripted.cutAfterBytes !== null && state.offset >= scripted.cutAfterBytes) {
          scripted.cutAfterBytes = null;
          return void request.socket.destroy();
        }
      }
    }
    if (state.offset === state.length) response.setHeader('Vitascope-Asset-Id', testAsset.id);
    response.setHeader('Upload-Offset', String(state.offset));
    response.setHeader('Upload-Length', String(state.length));
    response.writeHead(request.method === 'PATCH' ? 204 : 200).end();
  }

  return scripted;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
