/** Has Shaka choose the quality by our rule: after each segment of pictures, and while one comes too slowly. */
import type shakaModule from 'shaka-player/dist/shaka-player.dash-es2021.js';
import { createFilmRates } from './film-rates.ts';
import { isBuffered } from './jump-guard.ts';
import type { LineMeter } from './line-meter.ts';
import { averageOf } from './manifest-parser.ts';
import { chooseNext, isTooSlow } from './next-rendition.ts';
import type { Shaka, ShakaPlayer } from './shaka.ts';

type Variant = shakaModule.extern.Variant;
type Stream = shakaModule.extern.Stream;
type Downloaded = Parameters<shakaModule.extern.AbrManager['segmentDownloaded']>;
type SwitchTo = (variant: Variant, isClearing?: boolean, safeMargin?: number) => void;

/** The first pieces tell little of how fast the rest will come: as dash.js has it. */
const GRACE_MS = 500;

interface Chooser {
  /** Says what is fetched next from now on; as if so much were buffered, where that is known better. */
  suggest(bufferSeconds?: number): void;
  /** A segment arrived. */
  note(stream: Stream, bits: number): void;
}

export interface QualityChoice {
  readonly shaka: Shaka;
  readonly player: ShakaPlayer;
  readonly video: HTMLVideoElement;
  readonly line: LineMeter;
}

/** Returns what ends it. */
export function chooseQualities({ shaka, player, video, line }: QualityChoice): () => void {
  const sizes = new WeakMap<object, { readonly whole: number; readonly since: number; arrived: number }>();
  let chooser: Chooser | null = null;

  class Manager extends shaka.abr.SimpleAbrManager implements Chooser {
    private rates = createFilmRates();
    private variants: Variant[] = [];
    private last: Stream | null = null;
    private switchTo: SwitchTo | null = null;
    private isOn = false;
    private isUnlimited = false;
    private expectedBits = 0;

    override init(switchTo: SwitchTo, disable: unknown): void {
      this.switchTo = switchTo;
      super.init(switchTo, disable);
    }
    override stop(): void {
      this.isOn = false;
      this.switchTo = null;
      this.last = null;
      this.rates = createFilmRates();
      super.stop();
    }
    override enable(): void {
      this.isOn = true;
      super.enable();
    }
    override disable(): void {
      this.isOn = false;
      super.disable();
    }
    override configure(settings: shakaModule.extern.AbrConfiguration): void {
      this.expectedBits = settings.defaultBandwidthEstimate;
      super.configure(settings);
    }
    override setVariants(variants: Variant[], isLowLatency: boolean): boolean {
      this.variants = variants;
      return super.setVariants(variants, isLowLatency);
    }
    override chooseVariant(): Variant {
      return this.choose(bufferedAhead(video)) ?? super.chooseVariant();
    }
    override getBandwidthEstimate(): number {
      if (this.isUnlimited) return Number.POSITIVE_INFINITY;
      return line.bits() ?? this.expectedBits;
    }
    /** The line is measured where bytes arrive; here only what arrives too slowly is seen. */
    override segmentDownloaded(...[, bytes, , request, context]: Downloaded): void {
      const size = request === undefined ? undefined : sizes.get(request);
      if (size === undefined || context?.stream?.type !== 'video') return;
      size.arrived += bytes;
      const mayJudge = this.isOn && performance.now() - size.since > GRACE_MS;
      const [smallest] = mayJudge ? this.allowed() : [];
      if (smallest === undefined || smallest.video === context.stream) return;
      const isLate = isTooSlow({
        bytesLeft: size.whole - size.arrived,
        leastBytes: ((this.ratesOf([smallest])[0] ?? 0) * durationOf(context.segment)) / 8,
        bits: this.getBandwidthEstimate(),
        bufferSeconds: bufferedAhead(video) / speedOf(video),
      });
      if (isLate) this.switchTo?.(smallest);
    }

    suggest(bufferSeconds = bufferedAhead(video)): void {
      const chosen = this.isOn ? this.choose(bufferSeconds) : null;
      if (chosen !== null) this.switchTo?.(chosen);
    }
    note(stream: Stream, bits: number): void {
      this.last = stream;
      this.rates.note(idOf(stream), bits);
    }

    /** On a line without end Shaka chooses the largest that its limits and the window allow. */
    private allowed(): Variant[] {
      this.isUnlimited = true;
      const largest = super.chooseVariant();
      this.isUnlimited = false;
      const least = player.getConfiguration().abr.restrictions.minBandwidth;
      return this.variants
        .filter(({ bandwidth }) => bandwidth >= least && bandwidth <= largest.bandwidth)
        .sort((a, b) => a.bandwidth - b.bandwidth);
    }
    private choose(bufferSeconds: number): Variant | null {
      const choices = this.allowed();
      const next = chooseNext({
        rates: this.ratesOf(choices),
        current: choices.findIndex((one) => one.video === this.last),
        bufferSeconds: bufferSeconds / speedOf(video),
        bits: this.getBandwidthEstimate() / speedOf(video),
      });
      return choices[next] ?? null;
    }
    private ratesOf(choices: readonly Variant[]): number[] {
      const pictures = choices.map(({ video: stream }) => ({
        id: idOf(stream),
        averageBandwidth: averageOf(stream),
      }));
      return this.rates.of(pictures).map((bits, at) => bits + averageOf(choices[at]?.audio));
    }
  }

  const onHeaders = (event: Event): void => {
    const { headers, request } = event as unknown as { headers: Record<string, string>; request: object };
    const whole = Number(headers['content-length']);
    if (whole > 0) sizes.set(request, { whole, since: performance.now(), arrived: 0 });
  };
  // Before the next one is asked for: what is under way already would be fetched in vain.
  const onAppended = (event: Event): void => {
    if ((event as unknown as { contentType: string }).contentType === 'video') chooser?.suggest();
  };
  const onSeeking = (): void => {
    if (!isBuffered(video, video.currentTime)) chooser?.suggest(0);
  };
  player.addEventListener('downloadheadersreceived', onHeaders);
  player.addEventListener('segmentappended', onAppended);
  video.addEventListener('seeking', onSeeking);
  player.getNetworkingEngine()?.registerResponseFilter((_type, response, context) => {
    const { stream, segment } = context ?? {};
    if (context?.type !== shaka.net.NetworkingEngine.AdvancedRequestType.MEDIA_SEGMENT) return;
    if (stream?.type === 'video' && segment != null)
      chooser?.note(
        stream,
        (new Uint8Array(response.data as ArrayBuffer).byteLength * 8) / durationOf(segment),
      );
  });
  player.configure('abrFactory', () => {
    chooser = new Manager();
    return chooser;
  });
  return () => video.removeEventListener('seeking', onSeeking);
}

const idOf = (stream: Stream | null): string => stream?.originalId ?? '';
/** The buffer runs out so many times as fast. */
const speedOf = ({ playbackRate }: HTMLVideoElement): number => Math.max(1, playbackRate);
const durationOf = (segment: shakaModule.media.SegmentReference | null | undefined): number =>
  segment == null ? 0 : segment.getEndTime() - segment.getStartTime();

function bufferedAhead({ buffered, currentTime }: HTMLVideoElement): number {
  // What begins a moment later is played as well.
  for (let at = 0; at < buffered.length; at++)
    if (buffered.start(at) <= currentTime + 0.2 && currentTime < buffered.end(at))
      return buffered.end(at) - currentTime;
  return 0;
}
