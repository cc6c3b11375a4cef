/** The sentences for what an asset and its renditions are doing. */
import type { Asset, AssetSummary } from '@vitascope/client';
import type { Texts } from '@vitascope/design/texts';
import type { TextKey } from '../../texts/index.ts';

type Words = Pick<Texts<TextKey>, 't'>;
type Rendition = Asset['renditions'][number];

/** Whole hundredths, and never all of them before it is all there. */
const percentOf = (share: number): number =>
  share >= 1 ? 100 : Math.min(99, Math.max(0, Math.floor(share * 100)));

export function stateWords(
  { state, progress }: Pick<AssetSummary, 'state' | 'progress'>,
  { t }: Words,
): string {
  return state === 'playable' || state === 'cancelled'
    ? t(`library.state.${state}`, { percent: percentOf(progress) })
    : t(`library.state.${state}`);
}

export function renditionWords({ state, copied, ready, segments }: Rendition, { t }: Words): string {
  const percent = percentOf(ready / Math.max(1, segments));
  if (state === 'complete' && copied) return t('library.rendition.copied');
  if (state === 'waiting' && ready > 0) return t('library.rendition.making', { percent });
  return t(`library.rendition.${state}`, { percent });
}

/** `1:02:03`: a clock never shows a second that has not begun. */
export function clock(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** The title in a file's name: without its ending, with spaces where people who name files put dots and dashes. */
export function titleOf(fileName: string): string {
  const stem = fileName.replace(/\.[a-z0-9]{2,5}$/i, '');
  const spaced = stem.includes(' ') ? stem : stem.replace(/[._-]+/g, ' ');
  return spaced.replaceAll('_', ' ').replace(/\s+/g, ' ').trim() || fileName;
}
