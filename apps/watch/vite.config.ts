// How the app is built: hashed files below /_watch/, no inline styles or scripts, so that the page's policy can be strict.
import { join } from 'node:path';
import { chunks, fetchFontsAtFirst } from '@vitascope/design/vite-build';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { serviceWorker } from './installed/vite-plugin.ts';

export default defineConfig({
  root: import.meta.dirname,
  base: '/_watch/',
  plugins: [react(), fetchFontsAtFirst(), serviceWorker()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: ['index.html', 'offline.html'].map((name) => join(import.meta.dirname, name)),
      output: chunks,
    },
  },
});
