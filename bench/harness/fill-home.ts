// A catalogue for the home page: titles with pictures that can be played, in forty rows of forty.
import sharp from 'sharp';
import { makeSource } from '../../tests/media/make.ts';
import type { Product } from './product.ts';
import { upload } from './upload.ts';

const ROWS = 40;
const TITLES_OF_ROW = 40;
/** Each title stands in this many rows. */
const ROWS_OF_TITLE = 8;
/** Pictures cost the server more than titles do: some share theirs. */
const PICTURES = 16;

export async function fillHome(product: Product): Promise<void> {
  const { assetId } = await upload(product, (await makeSource({ seconds: 8 })).path);
  await product.wait(assetId, 'playable');
  const posters: string[] = [];
  const backdrops: string[] = [];
  for (let number = 0; number < PICTURES; number++) {
    posters.push(await picture(product, { kind: 'poster', width: 500, height: 750, number }));
    backdrops.push(await picture(product, { kind: 'backdrop', width: 1280, height: 720, number }));
  }
  const genres = Array.from({ length: ROWS }, (_, number) => `genre-${number + 1}`);
  for (const slug of genres)
    await product.api('POST', '/catalog/terms', {
      kind: 'genre',
      slug,
      originalLanguage: 'en',
      names: { en: slug },
    });
  const count = (ROWS * TITLES_OF_ROW) / ROWS_OF_TITLE;
  for (let number = 0; number < count; number++)
    await product.api('POST', '/catalog/titles', {
      kind: 'film',
      originalLanguage: 'en',
      texts: {
        en: {
          name: `A film with the number ${number + 1}`,
          synopsis: 'What happens in it, in a sentence or two.',
        },
      },
      genres: Array.from(
        { length: ROWS_OF_TITLE },
        (_, step) => genres[(number + step * (ROWS / ROWS_OF_TITLE)) % ROWS],
      ),
      artwork: [
        { kind: 'poster', imageId: posters[number % PICTURES] },
        { kind: 'backdrop', imageId: backdrops[number % PICTURES] },
      ],
      assets: [{ assetId, purpose: 'main' }],
      ratings: [{ territory: '*', system: 'age', label: '0', minimumAge: 0 }],
      publication: { released: true },
      windows: [{ offer: { kind: 'free' } }],
    });
  for (const [index, genre] of genres.entries())
    await product.api('POST', '/catalog/rows', {
      page: 'home',
      position: index + 1,
      kind: 'query',
      originalLanguage: 'en',
      names: { en: `Row ${index + 1}` },
      filter: { genre },
      limit: TITLES_OF_ROW,
    });
}

interface Picture {
  readonly kind: string;
  readonly width: number;
  readonly height: number;
  readonly number: number;
}

async function picture(
  { url, ownerKey }: Product,
  { kind, width, height, number }: Picture,
): Promise<string> {
  const hue = (number * 360) / PICTURES;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="hsl(${hue} 40% 25%)"/>
    <circle cx="${width / 2}" cy="${height / 3}" r="${width / 5}" fill="hsl(${hue + 60} 70% 60%)"/></svg>`;
  const answer = await fetch(`${url}/api/v1/catalog/images?kind=${kind}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ownerKey}`, 'content-type': 'image/png' },
    body: new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer()),
  });
  if (!answer.ok) throw new Error(`a ${kind} gave ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}
