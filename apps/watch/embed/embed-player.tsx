/** The player within another site's page. Its addresses last for a while; then it asks again, as nobody in particular. */
import { artworkUrl } from '@vitascope/design';
import { createEngine, type Engine, Player, renewAfterMs } from '@vitascope/player';
import { type JSX, useEffect, useMemo, useRef, useState } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './embed-page.module.css';
import { type EmbeddedPlayback, freshAddresses } from './queries.ts';
import { WayToService } from './way-to-service.tsx';

/** Addresses that end sooner are not begun with. */
const LEAST_MS = 120_000;
/** Where no new ones came. */
const AGAIN_MS = 5_000;

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
  const end = useRef<(() => void) | null>(null);
  const first = useRef(title);
  useEffect(() => {
    users.current++;
    end.current ??= play(engine, first.current, language);
    return () => {
      users.current--;
      // React may take a component away and put it back at once, to see whether it can.
      queueMicrotask(() => {
        if (users.current > 0) return;
        end.current?.();
        void engine.destroy();
      });
    };
  }, [engine, language]);
  return engine;
}

/** Plays it, with new addresses well before the old ones end, until the returned function is called. */
function play(engine: Engine, title: EmbeddedPlayback, language: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  function plan(expiresAt: string, date: string | null): void {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(() => void renew().catch(tryAgain), renewAfterMs(expiresAt, date));
  }
  // What is buffered plays on; where the right is gone for good, the old addresses say so when they end.
  function tryAgain(): void {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(() => void renew().catch(tryAgain), AGAIN_MS);
  }
  async function renew(): Promise<string> {
    const { title: fresh, date } = await freshAddresses(title.titleId, language);
    engine.move(fresh.hlsUrl);
    plan(fresh.expiresAt, date);
    return fresh.hlsUrl;
  }
  async function begin(): Promise<void> {
    const isOld = Date.parse(title.expiresAt) - Date.now() < LEAST_MS;
    // What is refused now was told when the page came; if it has changed, the old addresses say so.
    const hlsUrl = isOld ? await renew().catch(() => title.hlsUrl) : title.hlsUrl;
    if (!isOld) plan(title.expiresAt, null);
    await engine.load({
      manifestUrl: hlsUrl,
      renew,
      audioLanguages: [language, title.originalLanguage],
      captionLanguages: [language],
      captions: 'forced',
    });
  }

  void begin();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
