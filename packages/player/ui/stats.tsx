/** Numbers about the stream, for the curious and for whoever looks for a fault. */
import { X } from 'lucide-react';
import { type JSX, useEffect, useState } from 'react';
import type { Engine } from '../engine/engine.ts';
import { lastDelivery } from '../engine/network.ts';
import { type PlayerTexts, usePlayerTexts } from '../texts/index.ts';
import { ControlButton } from './control-button.tsx';
import styles from './stats.module.css';

export function Stats({ engine, onClose }: { readonly engine: Engine; onClose(): void }): JSX.Element {
  const texts = usePlayerTexts();
  const [rows, setRows] = useState(() => readRows(engine, texts));
  useEffect(() => {
    const timer = setInterval(() => setRows(readRows(engine, texts)), 1000);
    return () => clearInterval(timer);
  }, [engine, texts]);
  return (
    <section className={styles['stats']} aria-label={texts.t('player.stats')} data-stats="">
      <ControlButton
        label={texts.t('player.close')}
        icon={<X />}
        className={styles['close']}
        onClick={onClose}
      />
      <dl>
        {rows.map(([name, value]) => (
          <div key={name} className={styles['row']}>
            <dt>{name}</dt>
            <dd dir="ltr">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function readRows(engine: Engine, { t, number }: PlayerTexts): (readonly [string, string])[] {
  const { video } = engine;
  const stats = engine.shaka()?.getStats();
  const quality = video.getVideoPlaybackQuality?.();
  const one = (value: number): string => number(value, { maximumFractionDigits: 1 });
  const megabits = (bits: number | undefined): string =>
    bits === undefined || !(bits > 0) ? '–' : t('player.stats.megabits', { value: one(bits / 1e6) });
  const { width, height } = video.getBoundingClientRect();
  const scale = devicePixelRatio;
  const begun = engine.state.get().firstFrameMs;
  return [
    [t('player.stats.codecs'), stats?.currentCodecs || '–'],
    [
      t('player.stats.picture'),
      t('player.stats.picture.on', {
        width: String(video.videoWidth),
        height: String(video.videoHeight),
        shownWidth: String(Math.round(width * scale)),
        shownHeight: String(Math.round(height * scale)),
      }),
    ],
    [t('player.stats.rate'), megabits(stats?.streamBandwidth)],
    [t('player.stats.bandwidth'), megabits(stats?.estimatedBandwidth)],
    [t('player.stats.buffer'), t('player.stats.seconds', { value: one(bufferAhead(video)) })],
    [
      t('player.stats.dropped'),
      t('player.stats.dropped.of', {
        dropped: number(quality?.droppedVideoFrames ?? 0),
        total: number(quality?.totalVideoFrames ?? 0),
      }),
    ],
    [t('player.stats.delivery'), deliveryWords(engine, t)],
    ...(begun === null
      ? []
      : [
          [
            t('player.stats.start'),
            t('player.stats.seconds', { value: number(begun / 1000, { maximumFractionDigits: 2 }) }),
          ] as const,
        ]),
  ];
}

function deliveryWords(engine: Engine, t: PlayerTexts['t']): string {
  const delivery = lastDelivery(engine.address()?.assetId ?? '');
  if (delivery?.isFromBrowser === true) return t('player.stats.delivery.browser');
  if (delivery?.edge != null) return t('player.stats.delivery.edge', { edge: delivery.edge });
  if (delivery?.age != null) return t('player.stats.delivery.age', { seconds: delivery.age });
  return delivery === null ? '–' : t('player.stats.delivery.origin');
}

/** Seconds that can be played without another byte. */
function bufferAhead({ buffered, currentTime }: HTMLVideoElement): number {
  for (let at = 0; at < buffered.length; at++)
    if (buffered.start(at) <= currentTime + 0.1 && currentTime < buffered.end(at))
      return buffered.end(at) - currentTime;
  return 0;
}
