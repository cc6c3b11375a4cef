// What a manifest says, in one shape for HLS and DASH.

export interface DescribedSegment {
  readonly url: string;
  readonly durationSeconds: number;
}

export interface DescribedRendition {
  readonly kind: 'video' | 'audio' | 'text';
  /** Media playlist URI in HLS, Representation@id in DASH. */
  readonly name: string;
  readonly codecs: string | null;
  readonly bandwidth: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly language: string | null;
  readonly initUrl: string | null;
  readonly segments: readonly DescribedSegment[];
}

export interface DescribedStream {
  readonly renditions: readonly DescribedRendition[];
  readonly durationSeconds: number;
}
