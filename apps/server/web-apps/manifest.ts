/** What a machine needs to know to install Watch (W3C Web Application Manifest). */
const icons = [
  { src: '/_watch/icons/192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
  { src: '/_watch/icons/512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
  { src: '/_watch/icons/maskable-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
  { src: '/_watch/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
] as const;

/** `--ink` of the design, on which a dark page begins. */
const INK = '#0b0c10';

export function webManifest(serviceName: string): string {
  return JSON.stringify({
    id: '/',
    name: serviceName,
    short_name: serviceName.length <= 12 ? serviceName : (serviceName.split(/\s/, 1)[0] ?? serviceName),
    start_url: '/',
    scope: '/',
    display: 'standalone',
    theme_color: INK,
    background_color: INK,
    categories: ['entertainment'],
    icons,
  });
}
