// Playback sessions: begun, renewed and ended; each decision made of facts, and recorded.
import {
  type Availability,
  type DeviceKind,
  decideAvailability,
  type Marker,
  type PlayableTitle,
  unknownViewer,
} from '@vitascope/catalog';
import { can, type Identity, maturityLimitOf, type Profile } from '@vitascope/identity';
import type { HttpRequest } from '@vitascope/platform/http';
import { type Clock, newId } from '@vitascope/platform/kernel';
import type { PlaybackConfig } from './config.ts';
import { availabilityOf, type Decision, type DecisionFacts, decide, type Purpose } from './decide.ts';
import type { DecisionStore, RecordedDecision } from './decision-store.ts';
import { playbackError } from './errors.ts';
import type { FactsStore, FoundFacts, PlaybackQuestion } from './facts-store.ts';
import { type HeldGrant, holdingsAt, screensAt } from './grant.ts';
import { refusalOf } from './refusal.ts';
import type { PlaybackSession, SessionStore } from './session-store.ts';
import type { Place } from './territory.ts';
import { LEASE_SECONDS } from './watch/beat-store.ts';
import type { WatchReader } from './watch-reader.ts';

/** How long a screen is held without a word from its player. */
export const LEASE_MS = LEASE_SECONDS * 1000;
/** Long enough to read a page about a title; whoever reads for longer asks again. */
const PREPARED_MS = 120_000;

export interface Visit {
  readonly request: HttpRequest;
  readonly place: Place;
  /** Called before anything is decided, as soon as it is known who asks, to be counted against their limits. */
  readonly count?: () => Promise<void>;
}

export interface StartWish {
  readonly profileId: string;
  /** Null for an asset without a title, which is for staff. */
  readonly titleId: string | null;
  /** One of the title's trailers or extras; the title itself without it. */
  readonly assetId: string | null;
  readonly deviceKind: DeviceKind | null;
  /** The token of a preview link. */
  readonly preview: string | null;
  /** A session of the account that ends as this one begins. */
  readonly replaces: string | null;
}

export interface NextEpisode {
  readonly titleId: string;
  readonly number: number | null;
  readonly names: Readonly<Record<string, string>>;
  readonly originalLanguage: string;
  readonly isPlayable: boolean;
}

export interface Permission {
  readonly session: PlaybackSession;
  /** Until when the addresses work, epoch milliseconds. */
  readonly expiresAt: number;
  /** When the right to play ends, where that is known. */
  readonly rightEndsAt: number | null;
}

export interface Started extends Permission {
  readonly profile: Profile;
  readonly title: PlayableTitle | null;
  readonly positionMs: number;
  readonly markers: readonly Marker[];
  readonly next: NextEpisode | null;
  /** Sessions that had to give way. */
  readonly displaced: readonly string[];
}

export interface Prepared {
  readonly assetId: string;
  readonly expiresAt: number;
  readonly profile: Profile;
  readonly title: PlayableTitle | null;
  readonly positionMs: number;
}

export interface Playback {
  /** @throws what a refusal is called (see `refusal.ts`), and what `identity` throws for who is not signed in */
  start(visit: Visit, wish: StartWish): Promise<Started>;
  /**
   * What a player may fetch before the viewer has decided. Judged as a start is, but it takes no screen and is not
   * recorded: it opens a moment of the title, not the title. @throws as `start`
   */
  prepare(visit: Visit, wish: Omit<StartWish, 'preview' | 'replaces'>): Promise<Prepared>;
  /** Judges again and lengthens the lease. @throws as `start`, `playback-session-not-found` */
  renew(visit: Visit, sessionId: string): Promise<Permission & { readonly displaced: readonly string[] }>;
  /** @throws `playback-session-not-found` */
  get(accountId: string, sessionId: string): Promise<PlaybackSession>;
  /** Those that hold a screen, newest first. */
  onScreen(accountId: string): Promise<readonly PlaybackSession[]>;
  /** @throws `playback-session-not-found` */
  end(accountId: string, sessionId: string): Promise<void>;
}

interface PlaybackDeps {
  readonly identity: Pick<Identity, 'sessionTokenOf' | 'actorOf' | 'recognize'>;
  readonly facts: FactsStore;
  readonly sessions: SessionStore;
  readonly decisions: DecisionStore;
  readonly watch: WatchReader;
  readonly config: PlaybackConfig;
  readonly clock: Clock;
}

/** A question with everything that was found, judged. */
interface Judged {
  readonly found: FoundFacts;
  readonly facts: DecisionFacts;
  readonly decision: Decision;
  readonly now: number;
}

export function createPlayback(deps: PlaybackDeps): Playback {
  const { identity, sessions, config, clock } = deps;
  const displaces = config.screenPolicy === 'displace';

  async function judge(
    visit: Visit,
    question: Omit<Extract<PlaybackQuestion, { sessionId: null }>, 'token' | 'now'> | { sessionId: string },
    deviceKind: DeviceKind | null,
  ): Promise<Judged> {
    const now = clock.now();
    const token = await identity.sessionTokenOf(visit.request);
    // Who shows nothing that we signed is counted before anything is looked up.
    if (token === null) await visit.count?.();
    const found = await deps.facts.playback({ ...question, token, now });
    const { viewer, session } = found;
    if (viewer !== null) await identity.recognize(visit.request, viewer);
    await visit.count?.();
    if (session !== null && session.accountId !== viewer?.accountId && viewer !== null)
      throw unknownSession(question.sessionId ?? '');
    const isAsset = 'titleId' in question ? question.titleId === null : session?.titleId === null;
    const facts: DecisionFacts = {
      now,
      asker: viewer === null ? await whoElse(visit.request) : 'account',
      profile: viewer?.profile == null ? 'missing' : viewer.profile.isLocked ? 'locked' : 'open',
      session: session === null ? 'new' : (stateOf[session.endReason ?? 'open'] ?? 'ended'),
      subject: isAsset
        ? { purpose: 'asset', mayRead: viewer !== null && (await mayReadAssets(visit.request)) }
        : titleSubject(found, question),
      viewer: {
        ...unknownViewer,
        ...holdingsAt(found.grants, now),
        territory: visit.place.territory,
        device:
          session === null
            ? (deviceKind ?? viewer?.device?.kind ?? null)
            : (session.deviceKind as DeviceKind | null),
        maturityLimit: viewer?.profile == null ? null : maturityLimitOf(viewer.profile),
        previews: found.title?.isPreviewed === true ? [found.title.id] : [],
      },
      asset: found.asset,
      screens: {
        taken: found.taken,
        most: screensAt(found.grants, now, config.screens),
        policy: config.screenPolicy,
      },
    };
    return { found, facts, decision: decide(facts), now };
  }

  async function whoElse(request: HttpRequest): Promise<'nobody' | 'device-revoked'> {
    // A wrong key says so by itself.
    const actor = await identity.actorOf(request);
    return actor.kind === 'nobody' ? (actor.reason ?? 'nobody') : 'nobody';
  }

  /** Asked for once more: a role counts only as far as the session has proved itself, which identity knows. */
  async function mayReadAssets(request: HttpRequest): Promise<boolean> {
    return can(await identity.actorOf(request), 'assets.read');
  }

  function recordOf(
    visit: Visit,
    judged: Judged,
    about: { sessionId: string | null; action: 'start' | 'renew' },
  ) {
    const { found, facts, decision, now } = judged;
    const viewer = found.viewer as NonNullable<FoundFacts['viewer']>;
    return {
      id: newId('pd'),
      accountId: viewer.accountId,
      profileId: viewer.profile?.id ?? null,
      sessionId: about.sessionId,
      action: about.action,
      titleId: found.title?.id ?? null,
      assetId: found.assetId,
      deviceId: viewer.device?.id ?? null,
      deviceKind: facts.viewer.device,
      territory: visit.place.territory,
      address: visit.place.address,
      reason: decision.isAllowed ? null : decision.reason,
      facts: whatMattered(facts, decision),
      decidedAt: now,
    } satisfies RecordedDecision;
  }

  /** Records the refusal, unless nobody is signed in: there is no account that it could be told about. */
  async function refuse(
    visit: Visit,
    judged: Judged,
    about: Parameters<typeof recordOf>[2] & { asked: string },
  ) {
    const { decision, found, facts } = judged;
    if (decision.isAllowed) throw new TypeError('It was allowed.');
    if (found.viewer === null) return refusalOf(decision, facts, { asked: about.asked, decisionId: null });
    const record = recordOf(visit, judged, about);
    await deps.decisions.record(record);
    return refusalOf(decision, facts, { asked: about.asked, decisionId: record.id });
  }

  /** As `refuse`, of what somebody else was faster at; that has been recorded. */
  const noRoom = ({ facts, decision }: Judged, decisionId: string) =>
    refusalOf({ ...decision, isAllowed: false, reason: 'too-many-screens' }, facts, {
      asked: '',
      decisionId,
    });

  function permit(session: PlaybackSession, { found, facts, decision, now }: Judged): Permission {
    const rightEndsAt = rightEnd(decision.availability, facts, found.grants);
    const expiresAt = Math.min(now + config.tokenMinutes * 60_000, rightEndsAt ?? Number.POSITIVE_INFINITY);
    return { session, expiresAt, rightEndsAt };
  }

  return {
    async start(visit, wish) {
      const { titleId, profileId, assetId } = wish;
      const question = {
        sessionId: null,
        profileId,
        titleId,
        assetId,
        preview: wish.preview,
        replaces: wish.replaces,
      };
      const isTitle = titleId !== null && assetId === null;
      if (isTitle) await deps.watch.settle(profileId);
      const judged = await judge(visit, question, wish.deviceKind);
      const { found, facts, decision, now } = judged;
      const { viewer, title } = found;
      const about = { sessionId: null, action: 'start', asked: titleId ?? assetId ?? '' } as const;
      if (!decision.isAllowed || viewer?.profile == null || facts.subject === null || found.assetId === null)
        throw await refuse(visit, judged, about);
      const { purpose } = facts.subject;
      const session: PlaybackSession = {
        id: newId('ps'),
        accountId: viewer.accountId,
        profileId,
        deviceId: viewer.device?.id ?? null,
        deviceKind: facts.viewer.device,
        titleId: title?.id ?? null,
        assetId: found.assetId,
        purpose,
        territory: visit.place.territory,
        startedAt: now,
        leaseExpiresAt: now + LEASE_MS,
        endedAt: null,
        endReason: null,
      };
      const record = recordOf(visit, judged, { sessionId: session.id, action: 'start' });
      const room = { most: facts.screens.most, displaces };
      const position = isTitle ? (found.positionMs ?? (await deps.watch.positionOf(profileId, titleId))) : 0;
      const displaced = await sessions.begin(session, room, { replaces: wish.replaces, decision: record });
      if (displaced === null) throw noRoom(judged, record.id);
      return {
        ...permit(session, judged),
        profile: viewer.profile,
        title,
        positionMs: position,
        markers: purpose === 'main' ? (title?.markers ?? []) : [],
        next: purpose === 'main' ? nextOf(found.followers, facts) : null,
        displaced,
      };
    },

    async prepare(visit, { titleId, profileId, assetId, deviceKind }) {
      const question = { sessionId: null, profileId, titleId, assetId, preview: null, replaces: null };
      const [judged, positionMs] = await Promise.all([
        judge(visit, question, deviceKind),
        titleId === null || assetId !== null ? 0 : deps.watch.positionOf(profileId, titleId),
      ]);
      const { found, facts, decision, now } = judged;
      if (!decision.isAllowed)
        throw refusalOf(decision, facts, { asked: titleId ?? assetId ?? '', decisionId: null });
      if (found.viewer?.profile == null || found.assetId === null)
        throw new TypeError('It was allowed to nobody.');
      const rightEndsAt = rightEnd(decision.availability, facts, found.grants) ?? Number.POSITIVE_INFINITY;
      return {
        assetId: found.assetId,
        expiresAt: Math.min(now + PREPARED_MS, rightEndsAt),
        profile: found.viewer.profile,
        title: found.title,
        positionMs,
      };
    },

    async renew(visit, sessionId) {
      const judged = await judge(visit, { sessionId }, null);
      const { found, facts, decision, now } = judged;
      const { viewer } = found;
      if (found.session === null && viewer !== null) throw unknownSession(sessionId);
      const about = { sessionId, action: 'renew', asked: found.session?.titleId ?? sessionId } as const;
      if (!decision.isAllowed || viewer === null || found.session === null)
        throw await refuse(visit, judged, about);
      const { accountId } = viewer;
      const leaseExpiresAt = now + LEASE_MS;
      const record = recordOf(visit, judged, about);
      const { purpose } = found.session;
      const wanted = { id: sessionId, accountId, purpose, leaseExpiresAt, now };
      const displaced = await sessions.renew(wanted, { most: facts.screens.most, displaces }, record);
      if (displaced === null) throw noRoom(judged, record.id);
      const session = await sessions.find(accountId, sessionId);
      if (session === null) throw unknownSession(sessionId);
      if (displaced === 'ended')
        throw refusalOf(
          {
            ...decision,
            isAllowed: false,
            reason: session.endReason === 'displaced' ? 'displaced' : 'session-ended',
          },
          facts,
          { asked: sessionId, decisionId: record.id },
        );
      return { ...permit(session, judged), displaced };
    },

    async get(accountId, sessionId) {
      const session = await sessions.find(accountId, sessionId);
      if (session === null) throw unknownSession(sessionId);
      return session;
    },

    onScreen: (accountId) => sessions.onScreen(accountId, clock.now()),

    async end(accountId, sessionId) {
      if (!(await sessions.end(accountId, sessionId, clock.now()))) throw unknownSession(sessionId);
    },
  };
}

const stateOf: Readonly<Record<string, DecisionFacts['session']>> = { open: 'open', displaced: 'displaced' };

/** The same words whether it does not exist or is another account's. */
function unknownSession(id: string): Error {
  return playbackError('playback-session-not-found', `The account has no playback session ${id}.`);
}

function titleSubject(
  { title, session }: FoundFacts,
  asked: { readonly sessionId: string } | { readonly assetId: string | null },
): DecisionFacts['subject'] {
  if (title === null) return null;
  const assetId = 'assetId' in asked ? asked.assetId : session?.purpose === 'main' ? null : session?.assetId;
  if (assetId == null) return { purpose: 'main', title: title.facts };
  const purpose: Purpose | undefined = title.assets.find((link) => link.assetId === assetId)?.purpose;
  return purpose === undefined ? null : { purpose, title: title.facts };
}

/** The first of them that the viewer may see. */
function nextOf(followers: readonly PlayableTitle[], { viewer, now }: DecisionFacts): NextEpisode | null {
  for (const { id, number, names, originalLanguage, facts } of followers) {
    const { visible, playable } = decideAvailability(facts, viewer, now);
    if (visible) return { titleId: id, number, names, originalLanguage, isPlayable: playable };
  }
  return null;
}

/** When it stops to play for what the viewer holds now: with the title, its window, or the grants that open it. */
function rightEnd(
  availability: Availability | null,
  facts: DecisionFacts,
  grants: readonly HeldGrant[],
): number | null {
  const { subject, viewer } = facts;
  if (subject === null || subject.purpose === 'asset') return null;
  const ends = grants.flatMap(({ endsAt }) => (endsAt === null ? [] : [endsAt])).sort((a, b) => a - b);
  const last = ends.find((now) => {
    const later = { ...viewer, ...holdingsAt(grants, now) };
    return availability?.playable === true && !availabilityOf({ subject, viewer: later, now })?.playable;
  });
  const expireAt = viewer.previews.length > 0 ? null : subject.title.expireAt;
  const known = [availability?.closesAt ?? null, last ?? null, expireAt].filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function whatMattered({ viewer, screens, asset, subject }: DecisionFacts, { availability }: Decision) {
  return {
    purpose: subject?.purpose ?? null,
    availability: availability?.reason ?? null,
    opensAt: availability?.opensAt ?? null,
    closesAt: availability?.closesAt ?? null,
    maturityLimit: viewer.maturityLimit,
    plans: viewer.plans,
    purchases: viewer.purchases,
    rentals: viewer.rentals,
    gifts: viewer.gifts,
    hasEverything: viewer.hasEverything,
    isPreviewed: viewer.previews.length > 0,
    asset,
    screens,
  };
}
