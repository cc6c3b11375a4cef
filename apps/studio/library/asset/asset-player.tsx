/** Plays an asset on a token of its own, for whoever works on it. */
import type { Asset } from '@vitascope/client';
import { createEngine, type Engine, Player, rehearse } from '@vitascope/player';
import { type JSX, useEffect, useRef, useState } from 'react';
import { titleOf } from '../assets/asset-words.ts';
import styles from './asset-screen.module.css';

export interface AssetPlayerProps {
  readonly asset: Asset;
  readonly engine: Engine;
  readonly hlsUrl: string;
  /** It plays as soon as it can: somebody waits for it. */
  readonly isAwaited: boolean;
  /** Gives the address below a new token. */
  onExpired(): Promise<string>;
}

/** On the page's own origin, whatever name the server has for players elsewhere. */
const pathOf = (url: string): string => new URL(url).pathname;

export function AssetPlayer(props: AssetPlayerProps): JSX.Element {
  const { asset, engine, hlsUrl, isAwaited, onExpired } = props;
  const begun = useRef(false);
  const renew = useRef(onExpired);
  renew.current = onExpired;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    engine.video.requestVideoFrameCallback?.(() => performance.mark('vs:first-frame'));
    void engine.load({ manifestUrl: pathOf(hlsUrl), renew: async () => pathOf(await renew.current()) });
  }, [engine, hlsUrl]);
  return (
    <div className={styles['player']}>
      <Player engine={engine} facts={{ title: titleOf(asset.name) }} isInline isAutoplay={isAwaited} />
    </div>
  );
}

/** One for as long as the page is open, made ready before there is anything to play. */
export function useEngine(): Engine {
  const [engine] = useState(() => createEngine());
  const users = useRef(0);
  useEffect(() => {
    void engine.prepare().then(rehearse);
    users.current++;
    return () => {
      users.current--;
      // React may take a component away and put it back at once, to see whether it can.
      queueMicrotask(() => {
        if (users.current === 0) void engine.destroy();
      });
    };
  }, [engine]);
  return engine;
}
