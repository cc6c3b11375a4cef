/** What was found in the file that was uploaded. */
import type { Asset, AssetDetails } from '@vitascope/client';
import { Skeleton } from '@vitascope/design';
import type { JSX } from 'react';
import { useTexts } from '../../texts/index.ts';
import { clock } from '../assets/asset-words.ts';
import styles from './asset.module.css';

type Source = NonNullable<AssetDetails['source']>;

export function SourceFacts(props: {
  readonly asset: Asset;
  readonly source: Source | null;
  readonly storyboard: AssetDetails['storyboard'];
  readonly isWaiting: boolean;
}): JSX.Element {
  const { asset, source, storyboard, isWaiting } = props;
  const texts = useTexts();
  const { t, bytes, date } = texts;
  const facts: [string, string][] = [
    [t('library.fact.file'), asset.name],
    [t('library.fact.size'), bytes(asset.sizeBytes)],
    [t('library.fact.added'), date(asset.createdAt, { dateStyle: 'medium', timeStyle: 'short' })],
    ...(asset.durationMs === null
      ? []
      : [[t('library.fact.length'), clock(asset.durationMs)] as [string, string]]),
    ...(source === null ? [] : [[t('library.fact.container'), source.container] as [string, string]]),
    ...(storyboard === null
      ? []
      : [[t('library.fact.previews'), previewWords(storyboard, texts)] as [string, string]]),
    [t('library.fact.id'), asset.id],
  ];
  return (
    <section className={styles['panel']} aria-labelledby="source">
      <h2 id="source" className={styles['panel-title']}>
        {t('library.source')}
      </h2>
      <dl className={styles['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {isWaiting ? <Skeleton height="64px" /> : source === null ? null : <Tracks source={source} />}
    </section>
  );
}

/** How far the small pictures for seeking are, or why there are none. */
function previewWords(
  { state, intervalMs, ready, sheets, sizeBytes, reason }: NonNullable<AssetDetails['storyboard']>,
  { t, bytes }: ReturnType<typeof useTexts>,
): string {
  if (state === 'complete')
    return t('library.previews.complete', { seconds: intervalMs / 1000, size: bytes(sizeBytes) });
  if (state === 'failed') return reason?.message ?? t('library.previews.waiting');
  return state === 'waiting'
    ? t('library.previews.waiting')
    : t('library.previews.making', { ready, sheets });
}

function Tracks({ source }: { readonly source: Source }): JSX.Element {
  const { video, audio, texts, carriesCaptions } = source;
  const { t, number, nameOf } = useTexts();
  const rate = (bits: number): string =>
    t('library.bitrate', { mbit: number(bits / 1e6, { maximumFractionDigits: 2 }) });
  return (
    <ul className={styles['tracks']}>
      {video === null ? null : (
        <li>
          <strong>{t('library.track.video')}</strong>
          <span className={styles['soft']}>
            {[
              video.codec,
              t('library.track.frame', { width: video.width, height: video.height }),
              t('library.track.fps', { fps: number(video.framesPerSecond, { maximumFractionDigits: 3 }) }),
              t('library.track.depth', { bits: video.bitDepth }),
              video.hdr ? t('library.track.hdr') : null,
              video.interlaced ? t('library.track.interlaced') : null,
              video.rotateDegrees === 0 ? null : t('library.track.rotated', { degrees: video.rotateDegrees }),
              rate(video.bitrate),
              carriesCaptions ? t('library.track.captions') : null,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
        </li>
      )}
      {audio.map((track, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: tracks have no name but their place, and never move
        <li key={index}>
          <strong>
            {track.language === null
              ? t('library.track.audio', { number: index + 1 })
              : nameOf('language', track.language)}
          </strong>
          <span className={styles['soft']}>
            {[
              track.title,
              track.codec,
              t('library.track.channels', { count: track.channels }),
              t('library.track.khz', { khz: number(track.sampleRate / 1000, { maximumFractionDigits: 1 }) }),
              rate(track.bitrate),
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
        </li>
      ))}
      {texts.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: likewise
        <li key={index} data-text={text.state}>
          <strong>
            {text.language === null
              ? t('library.track.text', { number: index + 1 })
              : t('library.track.text-in', { language: nameOf('language', text.language) })}
          </strong>
          <span className={styles['soft']}>
            {[
              text.title,
              text.codec,
              text.isForced ? t('library.track.text-forced') : null,
              text.isForImpaired ? t('library.track.text-sdh') : null,
              text.state === 'taken' ? t('library.track.text-taken') : null,
              text.state === 'waiting' ? t('library.track.text-waiting') : null,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
          {text.reason === null ? null : <p className={styles['left-out']}>{text.reason.message}</p>}
        </li>
      ))}
    </ul>
  );
}
