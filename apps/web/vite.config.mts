import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `REGATTA_DEV_API` points the development server at a running platform. */
const api = process.env['REGATTA_DEV_API'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    // A strict content security policy refuses data: URLs and inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': api } },
});
