/** A viewing for as long as its page is open. */
import {
  createEngine,
  createViewing,
  type Engine,
  takeWarm,
  type Viewing,
  type Wish,
} from '@vitascope/player';
import { useEffect, useRef, useState } from 'react';
import { api, queries } from '../session/api.ts';

export interface Watching {
  readonly engine: Engine;
  readonly viewing: Viewing;
}

/** Another wish takes the place of the one before: the same picture goes on with the next episode. */
export function useViewing(wish: Wish): Watching {
  const [watching] = useState<Watching>(() => {
    const warm = wish.titleId === undefined ? null : takeWarm({ ...wish, titleId: wish.titleId });
    const engine = warm?.engine ?? createEngine();
    void engine.prepare();
    // What is there already is shown while the right to all of it is asked for.
    if (warm !== null) void engine.video.play().catch(() => undefined);
    return { engine, viewing: createViewing({ api, engine, wish, warm }) };
  });
  const { engine, viewing } = watching;
  const users = useRef(0);
  useEffect(() => {
    users.current++;
    return () => {
      users.current--;
      // React may take a component away and put it back at once, to see whether it can.
      queueMicrotask(() => {
        if (users.current > 0) return;
        viewing.end();
        void engine.destroy();
        // What has been watched is not what it was.
        void queries.invalidateQueries({ queryKey: ['viewer'] });
      });
    };
  }, [engine, viewing]);
  const { profileId, titleId, assetId, preview } = wish;
  const begun = useRef<string | null>(null);
  useEffect(() => {
    const name = [profileId, titleId, assetId, preview].join();
    if (begun.current === name) return;
    const isFirst = begun.current === null;
    begun.current = name;
    void (isFirst ? viewing.start() : viewing.replace({ profileId, titleId, assetId, preview }));
  }, [viewing, profileId, titleId, assetId, preview]);
  return watching;
}
