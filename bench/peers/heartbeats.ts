// The plain way: Fastify, a schema, and one upsert into PostgreSQL for each heartbeat before it is answered. A process of its own.
import { openDatabase } from '@vitascope/platform/database';
import { silentLogger } from '@vitascope/platform/kernel';
import Fastify from 'fastify';
import pg from 'pg';

const [embeddedDir = ''] = process.argv.slice(2);
const POOL = 10;

const integer = { type: 'integer', minimum: 0 };
const schema = {
  body: {
    type: 'object',
    required: ['token', 'beats'],
    properties: {
      token: { type: 'string', maxLength: 512 },
      beats: {
        type: 'array',
        minItems: 1,
        maxItems: 1,
        items: {
          type: 'object',
          required: ['sequence', 'atMs', 'positionMs', 'durationMs', 'state', 'playedMs'],
          properties: {
            sequence: integer,
            atMs: integer,
            positionMs: integer,
            durationMs: integer,
            state: { type: 'string', enum: ['playing', 'paused', 'seeking', 'ended'] },
            playedMs: integer,
          },
        },
      },
    },
  },
} as const;

const upsert = `insert into heartbeats (session_id, sequence, position_ms, duration_ms, played_ms, active_at)
  values ($1, $2, $3, $4, $5, now())
  on conflict (session_id) do update set sequence = excluded.sequence, position_ms = excluded.position_ms,
    duration_ms = excluded.duration_ms, played_ms = excluded.played_ms, active_at = excluded.active_at
  where excluded.sequence > heartbeats.sequence`;

interface Message {
  readonly beats: readonly [
    {
      readonly sequence: number;
      readonly positionMs: number;
      readonly durationMs: number;
      readonly playedMs: number;
    },
  ];
}

const database = await openDatabase({ embeddedDir, poolSize: 2 }, { logger: silentLogger });
const pool = new pg.Pool({ connectionString: database.url, max: POOL });
pool.on('error', () => {});
await pool.query(`create table if not exists heartbeats (session_id text primary key, sequence bigint not null,
  position_ms bigint not null, duration_ms bigint not null, played_ms bigint not null, active_at timestamptz not null)
  with (fillfactor = 70)`);
const app = Fastify();
app.post<{ Body: Message; Params: { id: string } }>(
  '/api/v1/playback-sessions/:id/heartbeats',
  { schema },
  async ({ body, params }) => {
    const [{ sequence, positionMs, durationMs, playedMs }] = body.beats;
    const values = [params.id, sequence, positionMs, durationMs, playedMs];
    await pool.query({ name: 'heartbeat', text: upsert, values });
    return { acknowledged: true };
  },
);
process.stdout.write(`READY ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
process.once('SIGTERM', async () => {
  await app.close();
  await pool.end();
  await database.close();
});
