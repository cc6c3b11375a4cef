// Everything that a decision is made from, in one round trip: each module says its part of the statement.
import { type AssetReadiness, assetReadiness } from '@vitascope/assets';
import { type PlayableTitle, playableTitles, previewHash, readPlayableTitle } from '@vitascope/catalog';
import { type AskingViewer, askingViewer } from '@vitascope/identity';
import type { Database, Named } from '@vitascope/platform/database';
import { type RawBuilder, sql } from 'kysely';
import type { Purpose } from './decide.ts';
import type { GrantScope, GrantSource, HeldGrant } from './grant.ts';
import { toScope } from './grant-store.ts';
import { positionOf, readPosition } from './watch/watch-store.ts';

/** Grants of one account that are looked at; the newest. */
const MOST_GRANTS = 5_000;

export interface AskedFor {
  /** The token of a session whose signature is good; null finds nobody. */
  readonly token: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What is to be played: something new, or what an open session plays. */
export type PlaybackQuestion = AskedFor &
  (
    | {
        readonly sessionId: null;
        readonly profileId: string;
        readonly titleId: string | null;
        readonly assetId: string | null;
        readonly preview: string | null;
        /** The session that this one comes instead of: it holds no screen against it. */
        readonly replaces: string | null;
      }
    | { readonly sessionId: string }
  );

/** The session that is to go on. */
export interface OpenSession {
  readonly accountId: string;
  readonly titleId: string | null;
  readonly assetId: string;
  readonly purpose: Purpose;
  readonly deviceKind: string | null;
  readonly endReason: 'ended' | 'displaced' | 'revoked' | null;
}

export interface FoundFacts {
  readonly viewer: AskingViewer | null;
  readonly session: OpenSession | null;
  /** The title, if there is it, and the episodes after it. */
  readonly title: PlayableTitle | null;
  readonly followers: readonly PlayableTitle[];
  /** Of the asset that was asked for by id, else of the title's own. */
  readonly assetId: string | null;
  readonly asset: AssetReadiness;
  readonly grants: readonly HeldGrant[];
  /** Screens of the account that others hold. */
  readonly taken: number;
  /** Where the profile left off in the title that was asked for; null where that is not added up. */
  readonly positionMs: number | null;
}

interface Row {
  viewer: AskingViewer | null;
  session: OpenSession | null;
  titles: unknown[] | null;
  asset_id: string | null;
  asset: AssetReadiness;
  grants: GrantRow[] | null;
  taken: number;
  position: unknown;
}

/** A grant as JSON holds it. */
interface GrantRow {
  source: GrantSource;
  scope: GrantScope['kind'];
  plan: string | null;
  title_id: string | null;
  screens: number | null;
  starts_at: string;
  ends_at: string | null;
}

/** Who asks, when, and for what: the values of the statements. */
interface Asking {
  readonly token: string | null;
  readonly now: Date;
}
interface AskingNew extends Asking {
  readonly profileId: string;
  readonly titleId: string | null;
  readonly assetId: string | null;
  readonly preview: Buffer | null;
  readonly replaces: string | null;
}
interface AskingOn extends Asking {
  readonly sessionId: string;
}

/** What a statement asks for, as expressions over its values. */
interface Wanted {
  readonly token: RawBuilder<string | null>;
  readonly now: RawBuilder<Date>;
  /** A row of `id`, `profile_id`, `title_id`, `asset_id` and `session`. */
  readonly asked: RawBuilder<unknown>;
  readonly preview: RawBuilder<Buffer> | null;
  readonly replaces: RawBuilder<unknown> | null;
  readonly withPosition: boolean;
}

export type FactsStore = ReturnType<typeof createFactsStore>;

export function createFactsStore(database: Database) {
  const askNew = database.statement<AskingNew, Row>((value) => factsOf(newOf(value, null)));
  const askPreview = database.statement<AskingNew, Row>((value) =>
    factsOf(newOf(value, value('preview') as RawBuilder<Buffer>)),
  );
  const askOn = database.statement<AskingOn, Row>((value) => factsOf(sessionOf(value)));

  const askViewer = database.statement<
    Asking & { readonly profileId: string },
    Pick<Row, 'viewer' | 'grants'>
  >(
    (value) => sql`
      with viewer as (${askingViewer({ token: value('token'), now: value('now'), profileId: value('profileId') })})
      select (select facts from viewer) as viewer, (${grantsOf(sql`${value('now')}::timestamptz`, null)}) as grants`,
  );

  return {
    async playback(question: PlaybackQuestion): Promise<FoundFacts> {
      const { token } = question;
      const now = new Date(question.now);
      if (question.sessionId !== null)
        return toFacts((await askOn({ token, now, sessionId: question.sessionId }))[0] as Row);
      const { profileId, titleId, assetId, replaces } = question;
      const preview = question.preview === null ? null : previewHash(question.preview);
      const ask = preview === null ? askNew : askPreview;
      return toFacts((await ask({ token, now, profileId, titleId, assetId, preview, replaces }))[0] as Row);
    },

    /** Who asks, and all that the account holds. */
    async viewer({ token, now, profileId }: AskedFor & { readonly profileId: string }): Promise<{
      readonly viewer: AskingViewer | null;
      readonly grants: readonly HeldGrant[];
    }> {
      const [row] = await askViewer({ token, now: new Date(now), profileId });
      return {
        viewer: row?.viewer ?? null,
        grants: (row?.grants ?? []).map(toHeldGrant),
      };
    },
  };
}

function newOf(value: Named<AskingNew>, preview: RawBuilder<Buffer> | null): Wanted {
  return {
    token: value('token'),
    now: value('now'),
    asked: sql`select null::text as id, ${value('profileId')}::text as profile_id,
      ${value('titleId')}::text as title_id, ${value('assetId')}::text as asset_id, null::jsonb as session`,
    preview,
    replaces: value('replaces'),
    withPosition: true,
  };
}

function sessionOf(value: Named<AskingOn>): Wanted {
  return {
    token: value('token'),
    now: value('now'),
    asked: sql`select session.id, session.profile_id, session.title_id, session.asset_id,
        jsonb_build_object('accountId', session.account_id, 'titleId', session.title_id, 'assetId', session.asset_id,
          'purpose', session.purpose, 'deviceKind', session.device_kind,
          'endReason', case when session.ended_at is not null then coalesce(session.end_reason, 'ended') end) as session
      from playback.sessions as session where session.id = ${value('sessionId')}`,
    preview: null,
    replaces: null,
    withPosition: false,
  };
}

function factsOf(wanted: Wanted): RawBuilder<Row> {
  const now = sql`${wanted.now}::timestamptz`;
  const profileId = sql`(select profile_id from asked)`;
  const titleId = sql`(select title_id from asked)`;
  return sql<Row>`
    with asked as (${wanted.asked}),
      viewer as (${askingViewer({ token: wanted.token, now: wanted.now, profileId })}),
      titles as (${playableTitles({ titleId, preview: wanted.preview, now: wanted.now })}),
      asset as (select coalesce((select asset_id from asked),
        (select main_asset_id from titles where position = 0)) as id)
    select (select facts from viewer) as viewer,
      (select asked.session from asked) as session,
      (select jsonb_agg(titles.facts order by titles.position) from titles) as titles,
      (select id from asset) as asset_id,
      ${assetReadiness(sql`(select id from asset)`)} as asset,
      (${grantsOf(now, sql`select unnest(titles.lineage) from titles`)}) as grants,
      (select count(*)::integer from playback.sessions as other
        where other.account_id = (select account_id from viewer) and other.ended_at is null
          and other.lease_expires_at > ${now} and other.purpose = 'main'
          and other.id is distinct from (select id from asked)
          and other.id is distinct from ${wanted.replaces ?? sql`null`}::text) as taken,
      ${wanted.withPosition ? positionOf(profileId, titleId) : sql`null::jsonb`} as position`;
}

function toFacts(row: Row): FoundFacts {
  // The title that was asked for stands first, if it is there at all: nothing follows a title that is not.
  const [title = null, ...followers] = (row.titles ?? []).map(readPlayableTitle);
  return {
    viewer: row.viewer,
    session: row.session,
    title,
    followers,
    assetId: row.asset_id,
    asset: row.asset,
    grants: (row.grants ?? []).map(toHeldGrant),
    taken: row.taken,
    positionMs: row.position === null ? null : readPosition(row.position),
  };
}

/** Of the account in `viewer`: those that are valid; of those of single titles only the ones of `titles`, unless null. */
function grantsOf(now: RawBuilder<unknown>, titles: RawBuilder<unknown> | null): RawBuilder<unknown> {
  const isMeant = titles === null ? sql`true` : sql`(held.scope <> 'title' or held.title_id in (${titles}))`;
  return sql`select jsonb_agg(to_jsonb(mine)) from (
    select held.source, held.scope, held.plan, held.title_id, held.screens, held.starts_at, held.ends_at
    from playback.grants as held
    where held.account_id = (select account_id from viewer) and held.revoked_at is null
      and held.starts_at <= ${now} and (held.ends_at is null or held.ends_at > ${now}) and ${isMeant}
    order by held.id desc limit ${sql.lit(MOST_GRANTS)}) as mine`;
}

function toHeldGrant(row: GrantRow): HeldGrant {
  return {
    source: row.source,
    scope: toScope({ scope: row.scope, plan: row.plan, titleId: row.title_id }),
    screens: row.screens,
    startsAt: Date.parse(row.starts_at),
    endsAt: row.ends_at === null ? null : Date.parse(row.ends_at),
  };
}
