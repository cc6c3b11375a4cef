// How Watch is built and developed.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({ base: '/_watch/', plugins: [react()], build: { outDir: 'dist' } });
