/** `npm run icons`: draws the icons of the installed app from the logo. They are committed; run it when the logo changes. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { projectRoot } from './files.ts';

const INK = '#0b0c10';
const LAMP = '#ffb347';

interface Icon {
  readonly name: string;
  readonly size: number;
  /** How much of the width the mark takes. A mask may cut away all but a circle of 80 % (W3C Manifest, "maskable"). */
  readonly share: number;
  /** Of the corners; 0 where the machine cuts them. */
  readonly radius: number;
}

const icons: readonly Icon[] = [
  { name: '192', size: 192, share: 0.62, radius: 0.22 },
  { name: '512', size: 512, share: 0.62, radius: 0.22 },
  { name: 'maskable-192', size: 192, share: 0.48, radius: 0 },
  { name: 'maskable-512', size: 512, share: 0.48, radius: 0 },
  { name: '180', size: 180, share: 0.56, radius: 0 },
];

/** The mark of `packages/design/components/logo.tsx`, its cone filled with a little light. */
function svgOf({ size, share, radius }: Icon): string {
  const scale = (size * share) / 24;
  const corner = (size - 24 * scale) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">
    <rect width="${size}" height="${size}" rx="${size * radius}" fill="${INK}"/>
    <g transform="translate(${corner} ${corner}) scale(${scale})" stroke="${LAMP}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">
      <path d="M4.5 13 12 21.6 19.5 13Z" fill="${LAMP}" fill-opacity="0.16" stroke="none"/>
      <rect x="2.5" y="2.5" width="19" height="10.5" rx="1.4" fill="none"/>
      <path d="M4.5 13 12 21.6 19.5 13" fill="none"/>
    </g></svg>`;
}

const folder = join(projectRoot, 'apps', 'watch', 'public', 'icons');
await mkdir(folder, { recursive: true });
for (const icon of icons)
  await sharp(Buffer.from(svgOf(icon)))
    .png({ palette: true, compressionLevel: 9, effort: 10 })
    .toFile(join(folder, `${icon.name}.png`));
