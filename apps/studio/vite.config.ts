// How the app is built: hashed files below /_studio/, no inline styles or scripts, so that the page's policy can be strict.
import { chunks, fetchFontsAtFirst } from '@vitascope/design/vite-build';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/_studio/',
  plugins: [react(), fetchFontsAtFirst()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: chunks },
  },
});
