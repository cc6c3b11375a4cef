/**
 * In how many files an app comes. Left alone, the bundler makes one of every few modules that two pages share, sixty of them for
 * the first page; asking for each takes a slow phone 3 ms in which it does nothing else. One file would be as bad: the browser
 * compiles and runs a file in one go.
 */
import type { Plugin, Rolldown } from 'vite';

export const chunks = {
  codeSplitting: {
    groups: [
      {
        name: 'react',
        test: /[\\/]node_modules[\\/](react|react-dom|scheduler|use-sync-external-store)[\\/]|[\\/]react-root\.ts$/,
        priority: 3,
      },
      // What the first page needs. The page without a network is one of its own, and small.
      { name: 'first', tags: ['$initial'], test: /^(?!.*[\\/]offline[\\/.])/, priority: 2 },
      // By which pages share it; what is small joins what is most alike.
      {
        name: 'shared',
        minShareCount: 2,
        entriesAware: true,
        entriesAwareMergeThreshold: 20_000,
        priority: 1,
      },
    ],
  },
  // Groups are named by all the pages that share them.
  chunkFileNames: ({ name }) => `assets/${shortened(name)}-[hash].js`,
  assetFileNames: ({ names }) => `assets/${shortened(names[0] ?? 'file')}-[hash][extname]`,
} satisfies Rolldown.OutputOptions;

const shortened = (name: string): string =>
  name.startsWith('shared~') ? 'shared' : name.replace(/\.\w+$/, '');

/** What is written at first is written in these. */
const firstFonts = /(?:inter|fraunces)-latin-wght-normal/;

/**
 * Has the browser fetch the fonts beside the scripts that will need them. It would begin when there are words to set, set them in
 * another font, for which it looks through those of the machine (60 ms of a slow phone), and set them again.
 */
export function fetchFontsAtFirst(): Plugin {
  let base = '/';
  return {
    name: 'vitascope-fonts',
    apply: 'build',
    configResolved(config) {
      ({ base } = config);
    },
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {}, path }) =>
        path.includes('offline')
          ? []
          : Object.keys(bundle)
              .filter((name) => firstFonts.test(name))
              .map((name) => ({
                tag: 'link',
                attrs: {
                  rel: 'preload',
                  as: 'font',
                  type: 'font/woff2',
                  crossorigin: '',
                  href: `${base}${name}`,
                  fetchpriority: 'low',
                },
                injectTo: 'head',
              })),
    },
  };
}
