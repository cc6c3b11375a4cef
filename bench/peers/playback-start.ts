// The peer of the bench `playback-start`: Fastify that asks PostgreSQL one thing after the other, on the same database.
import { createHmac } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';

/** What is not in the database: the text of the manifest, which a cache would hold. */
const manifest = Buffer.from(process.env['PEER_MANIFEST'] ?? '', 'base64');
const secret = 'a secret of the peer';
const LEASE_MS = 45_000;
const MOST_SCREENS = 3;

const pool = new pg.Pool({ connectionString: process.env['PEER_DATABASE_URL'], max: 12 });
const app = Fastify({ logger: false });

/** As a straightforward handler does it: a query for each question, in the order in which the answers are needed. */
app.post('/api/v1/playback-sessions', async (request, reply) => {
  const { titleId, profileId } = request.body as { titleId: string; profileId: string };
  const now = new Date();
  const token = /vitascope\.session=([A-Za-z0-9]+)/.exec(request.headers.cookie ?? '')?.[1];
  const one = async (text: string, values: unknown[]) => (await pool.query(text, values)).rows[0];
  const all = async (text: string, values: unknown[]) => (await pool.query(text, values)).rows;

  const session = await one(
    `select s.id, s.account_id, s.device_id, d.kind, d.revoked_at, st.role from identity.sessions s
      left join identity.devices d on d.id = s.device_id left join identity.staff st on st.account_id = s.account_id
      where s.token = $1 and s.expires_at > $2`,
    [token, now],
  );
  if (session === undefined || session.revoked_at !== null) return reply.code(401).send({});
  const profile = await one(
    `select p.*, u.session_id as unlocked_by from identity.profiles p
      left join identity.profile_unlocks u on u.profile_id = p.id and u.session_id = $3
      where p.account_id = $1 and p.id = $2`,
    [session.account_id, profileId, session.id],
  );
  if (profile === undefined) return reply.code(404).send({});
  const title = await one('select * from catalog.titles where id = $1', [titleId]);
  if (title === undefined || !title.is_released) return reply.code(404).send({});
  const openings = await all('select * from catalog.openings where title_id = $1 order by position', [
    titleId,
  ]);
  const grants = await all(
    `select * from playback.grants where account_id = $1 and revoked_at is null and starts_at <= $2
      and (ends_at is null or ends_at > $2)`,
    [session.account_id, now],
  );
  const mayPlay = openings.some(
    ({ offer, plans }) =>
      offer === 'free' ||
      (offer === 'subscription' && grants.some(({ plan }) => plans.length === 0 || plans.includes(plan))),
  );
  if (!mayPlay) return reply.code(403).send({});
  const link = await one(
    `select asset_id from catalog.asset_links where title_id = $1 and purpose = 'main' order by position limit 1`,
    [titleId],
  );
  const asset = await one(
    'select state, facts is not null and timeline is not null as is_ready from assets.assets where id = $1',
    [link.asset_id],
  );
  if (asset?.is_ready !== true) return reply.code(409).send({});
  const next = await one(
    `select e.* from catalog.titles e where e.parent_id = $1 and e.kind = 'episode' and e.number > $2
      order by e.number limit 1`,
    [title.parent_id, title.number],
  );
  if (next !== undefined)
    await all('select * from catalog.openings where title_id = $1 order by position', [next.id]);

  const id = `ps_${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [session.account_id]);
    const { rows: screens } = await client.query(
      `select id from playback.sessions where account_id = $1 and ended_at is null and lease_expires_at > $2
        order by started_at desc`,
      [session.account_id, now],
    );
    const displaced = screens.slice(MOST_SCREENS - 1).map((row) => row.id);
    if (displaced.length > 0)
      await client.query(
        `update playback.sessions set ended_at = $2, end_reason = 'displaced' where id = any ($1)`,
        [displaced, now],
      );
    await client.query(
      `insert into playback.sessions (id, account_id, profile_id, device_id, device_kind, title_id, asset_id, started_at,
        lease_expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        session.account_id,
        profileId,
        session.device_id,
        session.kind,
        titleId,
        link.asset_id,
        now,
        new Date(now.getTime() + LEASE_MS),
      ],
    );
    await client.query(
      `insert into playback.decisions (id, account_id, profile_id, session_id, action, title_id, asset_id, facts, decided_at)
        values ($1, $2, $3, $4, 'start', $5, $6, $7, $8)`,
      [
        id,
        session.account_id,
        profileId,
        id,
        titleId,
        link.asset_id,
        JSON.stringify({ screens: screens.length, grants: grants.length }),
        now,
      ],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
  const expiry = Math.floor(now.getTime() / 1000 + 1800).toString(36);
  const mac = createHmac('sha256', secret).update(`${expiry}.${link.asset_id}`).digest('base64url');
  return reply.code(201).send({
    id,
    titleId,
    hlsUrl: `http://${request.headers.host}/t/${expiry}.${mac}/${link.asset_id}/main.m3u8`,
    leaseExpiresAt: new Date(now.getTime() + LEASE_MS).toISOString(),
    positionMs: 0,
    markers: title.content.markers,
    next: next === undefined ? null : { titleId: next.id, number: next.number },
    audioLanguages: [...profile.audio_languages, title.content.originalLanguage],
    captionLanguages: profile.caption_languages,
  });
});

app.get('/t/:token/:assetId/main.m3u8', async (request, reply) => {
  const { token, assetId } = request.params as { token: string; assetId: string };
  const [expiry = '', mac = ''] = token.split('.');
  const wanted = createHmac('sha256', secret).update(`${expiry}.${assetId}`).digest('base64url');
  if (mac !== wanted) return reply.code(403).send({});
  return reply.type('application/vnd.apple.mpegurl').send(manifest);
});

const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`ready ${url}\n`);
