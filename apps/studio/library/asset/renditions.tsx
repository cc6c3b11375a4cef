/** The renditions of an asset, each with how far it is, and a way to have it made anew. */
import type { Asset } from '@vitascope/client';
import { IconButton, notify, ProgressBar } from '@vitascope/design';
import { AudioLines, RotateCw, Video } from 'lucide-react';
import { type JSX, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { renditionWords } from '../assets/asset-words.ts';
import { redriveRendition } from '../assets/change-assets.ts';
import styles from './asset.module.css';

type Rendition = Asset['renditions'][number];

/** Pictures first, the best of them on top. */
const inOrder = (renditions: readonly Rendition[]): Rendition[] =>
  renditions.toSorted(
    (a, b) => Number(a.kind === 'audio') - Number(b.kind === 'audio') || (b.height ?? 0) - (a.height ?? 0),
  );

export function Renditions({
  asset,
  mayWrite,
}: {
  readonly asset: Asset;
  readonly mayWrite: boolean;
}): JSX.Element | null {
  const { t } = useTexts();
  if (asset.renditions.length === 0) return null;
  return (
    <section className={styles['panel']} aria-labelledby="renditions">
      <h2 id="renditions" className={styles['panel-title']}>
        {t('library.renditions')}
      </h2>
      <ul className={styles['renditions']}>
        {inOrder(asset.renditions).map((rendition) => (
          <Row key={rendition.id} asset={asset} rendition={rendition} mayWrite={mayWrite} />
        ))}
      </ul>
    </section>
  );
}

function Row(props: {
  readonly asset: Asset;
  readonly rendition: Rendition;
  readonly mayWrite: boolean;
}): JSX.Element {
  const { asset, rendition, mayWrite } = props;
  const texts = useTexts();
  const { t, bytes, number } = texts;
  const [isBusy, setIsBusy] = useState(false);
  const { id, label, kind, state, ready, segments, sizeBytes, codecs, averageBandwidth, reason } = rendition;
  const share = state === 'complete' ? 1 : ready / Math.max(1, segments);
  const redrive = (): void => {
    setIsBusy(true);
    redriveRendition(asset, id)
      .catch((error: Error) => notify({ text: error.message, kind: 'bad' }))
      .finally(() => setIsBusy(false));
  };
  return (
    <li className={styles['rendition']} data-state={state}>
      <span className={styles['kind']} aria-hidden="true">
        {kind === 'video' ? <Video /> : <AudioLines />}
      </span>
      <div className={styles['rendition-words']}>
        <p>
          <strong>{label}</strong>{' '}
          <span className={styles['soft']}>
            {codecs} ·{' '}
            {t('library.bitrate', { mbit: number(averageBandwidth / 1e6, { maximumFractionDigits: 2 }) })}
          </span>
        </p>
        <ProgressBar
          value={share}
          kind={state === 'complete' ? 'good' : state === 'failed' ? 'bad' : 'accent'}
          label={t('library.rendition.bar', { label })}
        />
        <p className={styles['rendition-state']}>
          <span>{reason?.message ?? renditionWords(rendition, texts)}</span>
          <span className={styles['soft']}>
            {t('library.rendition.segments', { ready: number(ready), segments: number(segments) })}
            {sizeBytes > 0 ? ` · ${bytes(sizeBytes)}` : ''}
          </span>
        </p>
      </div>
      {mayWrite && asset.state !== 'rejected' ? (
        <IconButton
          size="small"
          label={t('library.rendition.redrive', { label })}
          icon={<RotateCw />}
          disabled={isBusy}
          onClick={redrive}
        />
      ) : null}
    </li>
  );
}
