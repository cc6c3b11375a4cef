// The grammar of media URLs, applied to the raw request target: nothing is decoded, normalised or repaired.
import { TOKEN_PATTERN } from './playback-tokens.ts';

export type MediaFile =
  | 'main.m3u8'
  | 'manifest.mpd'
  | 'manifest.json'
  | 'media.m3u8'
  | 'init.mp4'
  | 'all.vtt'
  | 'storyboard.vtt'
  | 'segment'
  | 'text-segment'
  | 'sheet';

export interface MediaUrl {
  readonly token: string;
  readonly assetId: string;
  /** Or of the storyboard. Empty for the manifests of the whole asset. */
  readonly renditionId: string;
  readonly file: MediaFile;
  /** Of the segment or sheet; -1 for other files. */
  readonly number: number;
  /** What is asked for, without the token: `<asset>/<rendition>/<n>.m4s`. */
  readonly resource: string;
}

export const MEDIA_PATH = '/t/';
/** Players may add a query (CTA-5004 CMCD); it is never looked at. */
export const MAX_MEDIA_URL_LENGTH = 4_096;

const ASSET = '[A-Za-z0-9_-]{1,64}';
const RENDITION = '[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}';
const NUMBER = '0|[1-9][0-9]{0,8}';
const pattern = new RegExp(
  `^/t/(${TOKEN_PATTERN})/((${ASSET})/(?:(main\\.m3u8|manifest\\.mpd|manifest\\.json|storyboard\\.vtt)|(${RENDITION})/(?:(media\\.m3u8|init\\.mp4|all\\.vtt)|(${NUMBER})\\.(m4s|vtt|jpg))))(?:\\?.*)?$`,
);

/** The parts of a media URL in its one canonical spelling, or `null` for anything else. */
export function parseMediaUrl(url: string): MediaUrl | null {
  const match = pattern.exec(url);
  if (match === null) return null;
  const number = match[7];
  return {
    token: match[1] as string,
    resource: match[2] as string,
    assetId: match[3] as string,
    renditionId: match[5] ?? '',
    file:
      number === undefined
        ? ((match[4] ?? match[6]) as MediaFile)
        : (fileOfExtension[match[8] as string] as MediaFile),
    number: number === undefined ? -1 : Number(number),
  };
}

const fileOfExtension: Readonly<Record<string, MediaFile>> = {
  m4s: 'segment',
  vtt: 'text-segment',
  jpg: 'sheet',
};

/** Past every segment: a token for some of them is for no sheet and no whole text, which tell of all the title. */
const BEYOND_SEGMENTS = Number.MAX_SAFE_INTEGER;

/** Which segment a token must be good for; -1 for what every token of the asset opens. */
export function segmentToHold({ file, number }: MediaUrl): number {
  return file === 'sheet' || file === 'all.vtt' ? BEYOND_SEGMENTS : number;
}
