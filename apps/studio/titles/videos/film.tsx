/** A film of the library, played within a page of Studio by the engine of the player. */

import { Button, Callout, ProgressBar } from '@vitascope/design';
import { createEngine, type Engine, useStore } from '@vitascope/player';
import { type JSX, useEffect, useRef, useState } from 'react';
import { api } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import styles from './videos.module.css';

export interface FilmProps {
  readonly assetId: string;
  /** Those of the browser. */
  readonly hasControls?: boolean;
  /** Hands the element on to what is around it; null when it goes. */
  onVideo?(video: HTMLVideoElement | null): void;
}

async function addressOf(id: string): Promise<string> {
  const { data } = await api.POST('/api/v1/assets/{id}/playback', { params: { path: { id } } });
  return new URL(data.hlsUrl, window.location.href).href;
}

export function Film({ assetId, hasControls = false, onVideo }: FilmProps): JSX.Element {
  const { t } = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const tell = useRef(onVideo);
  tell.current = onVideo;
  const [engine, setEngine] = useState<Engine | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt begins anew
  useEffect(() => {
    let isGone = false;
    const made = createEngine();
    made.video.controls = hasControls;
    made.video.tabIndex = hasControls ? 0 : -1;
    place.current?.append(made.video);
    setEngine(made);
    tell.current?.(made.video);
    addressOf(assetId)
      .then(async (manifestUrl) => {
        if (!isGone) await made.load({ manifestUrl, renew: () => addressOf(assetId) });
      })
      .catch((caught: Error) => {
        if (!isGone) setError(caught.message);
      });
    return () => {
      isGone = true;
      tell.current?.(null);
      made.video.remove();
      void made.destroy();
    };
  }, [assetId, hasControls, attempt]);
  return (
    <div className={styles['film']}>
      <div ref={place} className={styles['screen']} />
      {engine === null ? null : <EngineState engine={engine} />}
      {error === null ? null : (
        <Callout
          kind="bad"
          actions={
            <Button
              size="small"
              onClick={() => {
                setError(null);
                setAttempt((before) => before + 1);
              }}
            >
              {t('retry')}
            </Button>
          }
        >
          {error}
        </Callout>
      )}
    </div>
  );
}

function EngineState({ engine }: { readonly engine: Engine }): JSX.Element | null {
  const { t } = useTexts();
  const { phase } = useStore(engine.state);
  if (phase === 'failed')
    return (
      <Callout
        kind="bad"
        actions={
          <Button size="small" onClick={() => engine.retry()}>
            {t('retry')}
          </Button>
        }
      >
        {t('titles.film.failed')}
      </Callout>
    );
  return phase === 'loading' ? <ProgressBar value={null} label={t('loading')} /> : null;
}
