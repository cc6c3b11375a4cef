/** Asks for the manifest, and for the first segments while the player still makes itself ready. */
import type { ManifestTrack, ManifestVideo, PlayerManifest } from '@vitascope/media/manifest';
import { judgeStatusCode, type Trouble } from './faults.ts';
import { segmentAt } from './first-rendition.ts';
import type { MediaAddress } from './media-address.ts';
import { isKept, keepForOnce, line } from './network.ts';

export class ManifestFailure extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(`The manifest cannot be had: ${trouble.name}.`);
    this.trouble = trouble;
  }
}

/** @throws ManifestFailure */
export async function fetchManifest(address: MediaAddress): Promise<PlayerManifest> {
  let response: Response;
  try {
    response = await fetch(`${address.base()}manifest.json`);
    if (response.ok) return (await response.json()) as PlayerManifest;
  } catch {
    throw new ManifestFailure(judgeStatusCode(0, null));
  }
  throw new ManifestFailure(judgeStatusCode(response.status, response.headers.get('retry-after')));
}

export interface FirstSegments {
  readonly manifest: PlayerManifest;
  readonly address: MediaAddress;
  readonly first: ManifestVideo | null;
  readonly startSeconds: number;
  readonly languages: readonly string[];
}

/** Picture and sound at once, of where it begins. */
export function fetchAhead({ manifest, address, first, startSeconds, languages }: FirstSegments): void {
  const sound = soundOf(manifest, languages);
  for (const track of [first, sound]) {
    if (track === null) continue;
    const number = segmentAt(manifest, track, startSeconds);
    const url = `${address.base()}${track.id}/${number}.m4s`;
    if (!isKept(url)) keepForOnce(url, fetchBytes(url));
  }
}

async function fetchBytes(url: string): Promise<ArrayBuffer | null> {
  const arrived = line.request();
  const response = await fetch(url);
  if (!response.ok) return null;
  void measure(response.clone(), arrived);
  return await response.arrayBuffer();
}

/** Piece by piece: picture and sound share the line. */
async function measure({ body }: Response, arrived: (bytes: number) => void): Promise<void> {
  const reader = body?.getReader();
  try {
    for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read())
      arrived(piece.value.byteLength);
  } catch {
    // Who asked for it hears of it.
  }
}

/** The one that will be chosen: the first language of the viewer that there is, else the default. */
function soundOf({ audio }: PlayerManifest, languages: readonly string[]): ManifestTrack | null {
  for (const language of languages) {
    const found = audio.find((track) => track.language?.split('-', 1)[0] === language.split('-', 1)[0]);
    if (found !== undefined) return found;
  }
  return audio.find(({ isDefault }) => isDefault) ?? audio[0] ?? null;
}
