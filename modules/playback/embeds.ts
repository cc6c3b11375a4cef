// Playing within another site's page: for nobody in particular, only what is free and fit for everybody. Nothing is recorded.
import {
  type Browse,
  decideAvailability,
  type ShownTitleInFull,
  unknownTitle,
  unknownViewer,
} from '@vitascope/catalog';
import type { Clock } from '@vitascope/platform/kernel';
import type { EmbedConfig } from './config.ts';
import { type DecisionFacts, decide } from './decide.ts';
import { playbackError } from './errors.ts';
import type { FactsStore } from './facts-store.ts';
import { refusalOf } from './refusal.ts';

export interface EmbeddedPlayback {
  readonly assetId: string;
  /** Until when the addresses work, epoch milliseconds. */
  readonly expiresAt: number;
  /** When it stops to play for everybody, where that is known. */
  readonly rightEndsAt: number | null;
  readonly title: ShownTitleInFull;
  /** Of an episode. */
  readonly series: ShownTitleInFull | null;
}

export interface Embeds {
  /** Whether any site but this server's own may show titles. */
  readonly isOn: boolean;
  /** Whether the title plays now for nobody in particular, there. */
  plays(titleId: string, territory: string | null): Promise<boolean>;
  /** @throws `title-not-found`, `embed-age`, `embed-not-free`, and what else refuses a playback (see `refusal.ts`) */
  play(
    titleId: string,
    reader: { readonly territory: string | null; readonly languages: readonly string[] },
  ): Promise<EmbeddedPlayback>;
}

export function createEmbeds(deps: {
  readonly facts: Pick<FactsStore, 'playback'>;
  readonly browse: Pick<Browse, 'get'>;
  readonly config: EmbedConfig;
  readonly tokenMinutes: number;
  readonly clock: Clock;
}): Embeds {
  const { config, clock, browse } = deps;

  /** What nobody in particular may play there, or why not. */
  async function judge(titleId: string, territory: string | null) {
    const now = clock.now();
    const asked = { profileId: '', titleId, assetId: null, preview: null, replaces: null, token: null };
    const { title, asset, assetId } = await deps.facts.playback({ ...asked, sessionId: null, now });
    const viewer = { ...unknownViewer, territory, device: 'web' as const };
    const facts: DecisionFacts = {
      now,
      // Whoever looks at a page of another site: there is no account to ask for, nor a profile.
      asker: 'account',
      profile: 'open',
      session: 'new',
      subject: title === null ? null : { purpose: 'main', title: title.facts },
      viewer,
      asset,
      // It takes no screen.
      screens: { taken: 0, most: 1, policy: 'refuse' },
    };
    const decision = decide(facts);
    if (!decision.isAllowed)
      return {
        refusal:
          decision.reason === 'entitlement'
            ? playbackError('embed-not-free', 'What is not free plays only on the service itself.')
            : refusalOf(decision, facts, { asked: titleId, decisionId: null }),
      };
    if (title === null || assetId === null) return { refusal: unknownTitle(titleId) };
    const guarded = { ...viewer, maturityLimit: config.maximumAge };
    if (!decideAvailability(title.facts, guarded, now).playable)
      return {
        refusal: playbackError(
          'embed-age',
          `Only what is rated for ${config.maximumAge} years or less plays outside of the service itself.`,
        ),
      };
    const ends = [decision.availability?.closesAt ?? null, title.facts.expireAt].filter(
      (time) => time !== null,
    );
    const rightEndsAt = ends.length === 0 ? null : Math.min(...ends);
    const expiresAt = Math.min(now + deps.tokenMinutes * 60_000, rightEndsAt ?? Number.POSITIVE_INFINITY);
    return { refusal: null, title, assetId, viewer: guarded, rightEndsAt, expiresAt };
  }

  return {
    isOn: config.allowedOrigins.length > 0,
    plays: async (titleId, territory) => (await judge(titleId, territory)).refusal === null,
    async play(titleId, { territory, languages }) {
      const judged = await judge(titleId, territory);
      if (judged.refusal !== null) throw judged.refusal;
      const { viewer, title, assetId, expiresAt, rightEndsAt } = judged;
      const seriesId = title.kind === 'episode' ? title.facts.lineage.at(-1) : undefined;
      const reader = { viewer, languages };
      const [shown, series] = await Promise.all([
        browse.get(titleId, reader),
        // It has no asset of its own, and its name is known to whoever may see an episode.
        seriesId === undefined ? null : browse.get(seriesId, reader).catch(() => null),
      ]);
      return { assetId, expiresAt, rightEndsAt, title: shown, series };
    },
  };
}

/** As a policy names who may show the page in a frame (CSP3 §6.4.2). */
export function frameAncestors({ allowedOrigins }: Pick<EmbedConfig, 'allowedOrigins'>): string {
  return allowedOrigins.includes('*') ? '*' : ["'self'", ...allowedOrigins].join(' ');
}
