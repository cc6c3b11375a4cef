/** The player within another site's page. Its addresses last for a while; then it asks again, as nobody in particular. */
import { artworkUrl } from '@vitascope/design';
import { createEngine, type Engine, Player } from '@vitascope/player';
import { type JSX, useEffect, useMemo, useRef, useState } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './embed-page.module.css';
import { type EmbeddedPlayback, freshAddresses } from './queries.ts';
import { WayToService } from './way-to-service.tsx';

/** Addresses that end sooner are not begun with. */
const LEAST_MS = 120_000;

export function EmbedPlayer({ title }: { readonly title: EmbeddedPlayback }): JSX.Element {
  const engine = usePlaying(title);
  const { name, seriesName, artwork, titleId } = title;
  const picture = artwork.still ?? artwork.backdrop ?? artwork.poster;
  const format = picture?.formats.at(-1) ?? 'jpg';
  const facts = useMemo(
    () => ({
      title: name,
      subtitle: seriesName ?? undefined,
      artwork: picture === undefined ? [] : [{ src: artworkUrl(picture, 480, format) }],
    }),
    [name, seriesName, picture, format],
  );
  const way = <WayToService titleId={titleId} />;
  return (
    <>
      <Player
        engine={engine}
        facts={facts}
        backdropUrl={
          picture === undefined ? undefined : artworkUrl(picture, Math.min(1920, innerWidth), format)
        }
        wayOut={way}
      />
      <WayToService titleId={titleId} className={styles['player-way'] ?? ''} />
    </>
  );
}

/** An engine that plays the title for as long as it is shown. */
function usePlaying(title: EmbeddedPlayback): Engine {
  const { language } = useTexts();
  const [engine] = useState(() => createEngine());
  const users = useRef(0);
  const begun = useRef(false);
  useEffect(() => {
    users.current++;
    if (!begun.current) {
      begun.current = true;
      void load(engine, title, language);
    }
    return () => {
      users.current--;
      // React may take a component away and put it back at once, to see whether it can.
      queueMicrotask(() => {
        if (users.current === 0) void engine.destroy();
      });
    };
  }, [engine, title, language]);
  return engine;
}

async function load(engine: Engine, title: EmbeddedPlayback, language: string): Promise<void> {
  const fresh = (): Promise<EmbeddedPlayback> => freshAddresses(title.titleId, language);
  const isOld = Date.parse(title.expiresAt) - Date.now() < LEAST_MS;
  // What is refused now was told when the page came; if it has changed, the old addresses say so.
  const { hlsUrl } = isOld ? await fresh().catch(() => title) : title;
  await engine.load({
    manifestUrl: hlsUrl,
    renew: async () => (await fresh()).hlsUrl,
    audioLanguages: [language, title.originalLanguage],
    captionLanguages: [language],
    captions: 'forced',
  });
}
