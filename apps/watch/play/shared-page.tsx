/** A film by a link from the staff: the token in the address is the right, and nobody has to sign in. */
import { useParams, useSearch } from '@tanstack/react-router';
import { createEngine, Player } from '@vitascope/player';
import { type JSX, useEffect, useState } from 'react';
import { usePageTitle } from '../shell/page-title.ts';
import { useTexts } from '../texts/index.ts';

export function SharedPage(): JSX.Element {
  const { t } = useTexts();
  const { token, assetId } = useParams({ from: '/watch/$token/$assetId' });
  const { format } = useSearch({ from: '/watch/$token/$assetId' });
  const [engine] = useState(() => createEngine());
  const title = t('play.shared');
  usePageTitle(title);
  useEffect(() => {
    const file = format === 'dash' ? 'manifest.mpd' : 'main.m3u8';
    engine.video.requestVideoFrameCallback?.(() => performance.mark('vs:first-frame'));
    // All of a film is below its token, so that everything in a manifest inherits it.
    void engine.load({
      manifestUrl: `/t/${encodeURIComponent(token)}/${encodeURIComponent(assetId)}/${file}`,
    });
  }, [engine, token, assetId, format]);
  return <Player engine={engine} facts={{ title }} />;
}
