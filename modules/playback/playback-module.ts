// The playback module: decisions, sessions and their screens, what accounts hold, and where requests come from.
import type { Catalog } from '@vitascope/catalog';
import type { Identity, PersonalData } from '@vitascope/identity';
import type { Database } from '@vitascope/platform/database';
import type { Clock, Logger } from '@vitascope/platform/kernel';
import type { EmbedConfig, GeoConfig, PlaybackConfig } from './config.ts';
import { createDecisionStore, type DecisionStore } from './decision-store.ts';
import { createEmbeds, type Embeds } from './embeds.ts';
import { createEntitlements, type Entitlements } from './entitlements.ts';
import { createFactsStore } from './facts-store.ts';
import { createGrantStore } from './grant-store.ts';
import { playbackPersonalData } from './personal-data.ts';
import { createPlayback, type Playback } from './playback.ts';
import { createSessionStore } from './session-store.ts';
import { createTerritories, type Territories } from './territory.ts';
import { createViewers, type Viewers } from './viewers.ts';
import type { WatchReader } from './watch-reader.ts';

export interface PlaybackModule {
  readonly playback: Playback;
  readonly viewers: Viewers;
  readonly embeds: Embeds;
  readonly territories: Territories;
  readonly entitlements: Entitlements;
  readonly decisions: Pick<DecisionStore, 'list'>;
  readonly personalData: PersonalData;
  readonly clock: Clock;
  /** Removes old sessions and records of decisions; also done in the background. */
  sweep(): Promise<void>;
  startWork(): void;
  close(): void;
}

export interface PlaybackModuleDeps {
  readonly database: Database;
  readonly identity: Pick<Identity, 'sessionTokenOf' | 'actorOf' | 'recognize' | 'requireSession'>;
  readonly catalog: Pick<Catalog, 'titles' | 'browse'>;
  readonly watch: WatchReader;
  readonly config: PlaybackConfig;
  readonly geo: GeoConfig;
  readonly embed: EmbedConfig;
  readonly clock: Clock;
  readonly logger: Logger;
}

const DAY_MS = 86_400_000;
const SWEEP_MS = 600_000;

/** @throws `geo-database-unusable` */
export async function createPlaybackModule(deps: PlaybackModuleDeps): Promise<PlaybackModule> {
  const { database, identity, config, clock } = deps;
  const logger = deps.logger.child({ module: 'playback' });
  const facts = createFactsStore(database);
  const sessions = createSessionStore(database);
  const decisions = createDecisionStore(database);
  const territories = await createTerritories({ geo: deps.geo, logger });
  let sweeping: NodeJS.Timeout | undefined;

  async function sweep(): Promise<void> {
    const now = clock.now();
    await decisions.removeOld(now - config.decisionDays * DAY_MS);
    await sessions.removeOld(now);
  }

  return {
    playback: createPlayback({ identity, facts, sessions, decisions, watch: deps.watch, config, clock }),
    viewers: createViewers({ identity, facts, territories, clock }),
    embeds: createEmbeds({
      facts,
      browse: deps.catalog.browse,
      config: deps.embed,
      tokenMinutes: config.tokenMinutes,
      clock,
    }),
    territories,
    entitlements: createEntitlements({
      store: createGrantStore(database),
      titles: deps.catalog.titles,
      clock,
    }),
    decisions,
    personalData: playbackPersonalData(database),
    clock,
    sweep,
    startWork() {
      sweeping = setInterval(() => {
        sweep().catch((err: Error) =>
          logger.warn({ err }, 'Old records of playback could not be removed. The next sweep tries again.'),
        );
      }, SWEEP_MS);
      sweeping.unref();
    },
    close() {
      clearInterval(sweeping);
      territories.close();
    },
  };
}
