// A small catalogue for tests of the web apps: films and a series that play, with artwork made by code.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { makeSource } from '../media/make.ts';
import type { ServerProcess } from '../server/server-process.ts';
import { uploadWhole, waitForAsset } from '../server/upload.ts';

export interface TitleWish {
  readonly name: string;
  readonly synopsis?: string;
  /** Made where it is missing. */
  readonly genre?: string;
  readonly minimumAge?: number;
  /** Makes it a series of one season. */
  readonly episodes?: readonly string[];
  /** False: nothing to play. True without it. */
  readonly plays?: boolean;
  /** A word of CSS, or `#rrggbb`: what its poster and backdrop are made of. Without it there are none. */
  readonly colour?: string;
}

/** What most tests want to see: two genres, a series, a long name, a film for grown-ups and one that does not play. */
export const sampleTitles: readonly TitleWish[] = [
  { name: 'Harbour at Dawn', genre: 'drama', synopsis: 'A harbour wakes.', colour: '#23485c' },
  { name: 'The Lamp', genre: 'drama', synopsis: 'Light, and who keeps it.', colour: '#7a4b12' },
  {
    name: 'Wave Theory',
    genre: 'documentary',
    synopsis: 'Two seas, one coast.',
    colour: '#1d5a4b',
    episodes: ['Ebb', 'Flood'],
  },
  { name: 'An Unusually Long Name for a Film about Almost Nothing at All', genre: 'documentary' },
  { name: 'Midnight Ferry', genre: 'drama', minimumAge: 18, colour: '#3c1f3d' },
  { name: 'Still to Come', genre: 'drama', plays: false },
];

/** Ids by the names of titles and episodes; `assetId` is what they all play. */
export interface Published {
  readonly assetId: string;
  readonly titles: ReadonlyMap<string, string>;
}

/** All of them free and released, playing one film of so many seconds. Resolves when it can be played. */
export async function publishTitles(
  server: ServerProcess,
  wishes: readonly TitleWish[],
  seconds = 12,
): Promise<Published> {
  const bytes = await readFile((await makeSource({ seconds })).path);
  const assetId = await uploadWhole(server, { name: 'sample.mp4', bytes });
  await waitForAsset(server, assetId, 'playable');
  for (const slug of new Set(wishes.flatMap(({ genre }) => genre ?? []))) {
    const names = { en: slug.charAt(0).toUpperCase() + slug.slice(1) };
    await post(server, '/catalog/terms', { kind: 'genre', slug, originalLanguage: 'en', names });
  }
  const titles = new Map<string, string>();
  for (const wish of wishes) await publish(server, { wish, assetId, titles });
  return { assetId, titles };
}

interface Publishing {
  readonly wish: TitleWish;
  readonly assetId: string;
  readonly titles: Map<string, string>;
}

async function publish(server: ServerProcess, { wish, assetId, titles }: Publishing): Promise<void> {
  const { name, synopsis, genre, minimumAge = 0, episodes, plays = true, colour } = wish;
  const artwork = colour === undefined ? [] : await makeArtwork(server, name, colour);
  const assets = plays ? [{ assetId, purpose: 'main' }] : [];
  const make = async (called: string, body: object): Promise<string> => {
    const { id } = await post(server, '/catalog/titles', {
      originalLanguage: 'en',
      texts: { en: { name: called, ...(synopsis === undefined ? {} : { synopsis }) } },
      ratings: [{ territory: '*', system: 'age', label: String(minimumAge), minimumAge }],
      publication: { released: true },
      windows: [{ offer: { kind: 'free' } }],
      ...body,
    });
    return id;
  };
  const genres = genre === undefined ? [] : [genre];
  if (episodes === undefined) {
    titles.set(name, await make(name, { kind: 'film', genres, artwork, assets }));
    return;
  }
  const series = await make(name, { kind: 'series', genres, artwork });
  titles.set(name, series);
  const season = await make('Season 1', { kind: 'season', parentId: series, number: 1 });
  for (const [index, episode] of episodes.entries()) {
    const place = { kind: 'episode', parentId: season, number: index + 1 };
    titles.set(episode, await make(episode, { ...place, assets }));
  }
}

/** As small as it is still sharp on a wide screen of tests: every size below is made of it. */
async function makeArtwork(server: ServerProcess, name: string, colour: string): Promise<object[]> {
  const poster = { kind: 'poster', width: 500, height: 750, colour, name };
  const backdrop = { kind: 'backdrop', width: 1280, height: 720, colour, name };
  return await Promise.all(
    [poster, backdrop].map(async (picture) => ({
      kind: picture.kind,
      imageId: await upload(server, picture),
    })),
  );
}

interface Picture {
  readonly kind: string;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
  readonly name: string;
}

/** Each name has a pattern of its own, so that no two titles share a picture. */
async function upload(server: ServerProcess, picture: Picture): Promise<string> {
  const { kind, width, height, colour, name } = picture;
  const turn = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 180;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="a" gradientTransform="rotate(${turn / 2})"><stop stop-color="${colour}"/><stop offset="1" stop-color="#0b0c10"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#a)"/>
    <circle cx="${(turn * width) / 180}" cy="${height / 3}" r="${width / 5}" fill="#ffb347" opacity="0.7"/></svg>`;
  const response = await server.fetch(`/api/v1/catalog/images?kind=${kind}`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer()),
  });
  return await idOf(response, `a ${kind}`);
}

async function post(server: ServerProcess, path: string, body: object): Promise<{ readonly id: string }> {
  const response = await server.fetch(`/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { id: await idOf(response, `POST ${path}`) };
}

async function idOf(response: Response, what: string): Promise<string> {
  const text = await response.text();
  assert.ok(response.status < 300, `${what}: ${response.status} ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}
