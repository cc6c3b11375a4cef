/** The player for who has addresses already: staff who look at an asset, an embedded title. No session, no heartbeats. */
import { type JSX, useEffect, useRef, useState } from 'react';
import { createEngine, type Engine, type EngineSource } from '../engine/engine.ts';
import { Player, type PlayerProps } from './player.tsx';

export interface UrlPlayerProps
  extends Omit<PlayerProps, 'engine'>,
    Pick<EngineSource, 'manifestUrl' | 'startSeconds'> {
  /** The address of a manifest below a new token, when the old one has ended. */
  readonly renew?: () => Promise<string>;
  /** The engine while it is there: for who marks places in what plays. */
  readonly onEngine?: (engine: Engine | null) => void;
}

export function UrlPlayer({
  manifestUrl,
  startSeconds,
  renew,
  onEngine,
  ...rest
}: UrlPlayerProps): JSX.Element {
  const [engine] = useState(() => createEngine());
  const users = useRef(0);
  const latest = useRef({ renew, onEngine });
  latest.current = { renew, onEngine };
  useEffect(() => {
    users.current++;
    latest.current.onEngine?.(engine);
    return () => {
      users.current--;
      // React may take a component away and put it back at once, to see whether it can.
      queueMicrotask(() => {
        if (users.current > 0) return;
        latest.current.onEngine?.(null);
        void engine.destroy();
      });
    };
  }, [engine]);
  useEffect(() => {
    void engine.load({
      manifestUrl,
      ...(startSeconds === undefined ? {} : { startSeconds }),
      renew: () =>
        latest.current.renew?.() ?? Promise.reject(new Error('Nobody gives another address for what plays.')),
    });
  }, [engine, manifestUrl, startSeconds]);
  return <Player {...rest} engine={engine} />;
}
