/** Plays an asset on a token of its own, for whoever works on it. */
import type { Asset } from '@vitascope/client';
import { Button } from '@vitascope/design';
import { type JSX, useEffect, useRef, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import styles from './asset-screen.module.css';

interface Urls {
  readonly hlsUrl: string;
  readonly dashUrl: string;
}

export interface AssetPlayerProps {
  readonly asset: Asset;
  readonly urls: Urls;
  readonly isAwaited: boolean;
  onExpired(): Promise<Urls>;
}

const loadShaka = async () => {
  const { default: shaka } = await import('shaka-player');
  shaka.polyfill.installAll();
  return shaka;
};

export function AssetPlayer({ urls, isAwaited, onExpired }: AssetPlayerProps): JSX.Element {
  const { t } = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const first = useRef(urls);
  const renew = useRef(onExpired);
  renew.current = onExpired;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another player
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    const ending = new AbortController();
    const at = element.currentTime;
    setTrouble(null);
    element.requestVideoFrameCallback(() => performance.mark('vs:first-frame'));
    const playing = open(element, at > 0 ? at : null);
    return () => {
      ending.abort();
      void playing.then((player) => player?.destroy()).catch(() => {});
    };

    async function open(target: HTMLVideoElement, from: number | null) {
      try {
        const shaka = await loadShaka();
        if (ending.signal.aborted) return null;
        const player = new shaka.Player();
        await player.attach(target);
        player.configure({
          manifest: { hls: { disableClosedCaptionsDetection: true } },
          streaming: { bufferingGoal: 20, rebufferingGoal: 0.2, bufferBehind: 60 },
        });
        player.addEventListener('error', (event: Event) =>
          fail((event as CustomEvent<{ code: number }>).detail),
        );
        await player.load(new URL(first.current.hlsUrl).pathname, from);
        if (isAwaited && !ending.signal.aborted)
          target.play().catch(() => {
            target.muted = true;
            target.play().catch(() => {}); // then somebody presses play
          });
        return player;
      } catch (error) {
        fail(error as { code?: number });
        return null;
      }
    }
    function fail({ code }: { code?: number }): void {
      if (ending.signal.aborted || code === 7000) return;
      setTrouble(t('library.player.trouble', { code: code ?? 0 }));
    }
  }, [attempt]);

  const again = async (): Promise<void> => {
    first.current = await renew.current().catch(() => first.current);
    setAttempt((count) => count + 1);
  };
  return (
    <section className={styles['player']} aria-label={t('library.screen')}>
      {/* biome-ignore lint/a11y/useMediaCaption: captions come with the stream where it has any */}
      <video ref={video} className={styles['picture']} controls playsInline preload="auto" />
      {trouble === null ? null : (
        <div className={styles['trouble']} role="alert">
          <p>{trouble}</p>
          <Button kind="primary" onClick={() => void again()}>
            {t('retry')}
          </Button>
        </div>
      )}
    </section>
  );
}
