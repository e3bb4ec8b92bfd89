import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const output = resolve(import.meta.dirname, '../dist/web');
/** Closed networks have slow corners: what a first visit loads, compressed. */
const firstLoadLimitKilobytes = 300;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressed()],
  build: {
    outDir: output,
    emptyOutDir: true,
    target: 'es2023',
    // The first that know light-dark(); for older ones it would be rewritten in a way that the library's switch defeats.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // An inlined asset would be a data: address, and a script made of one breaks the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Weighed compressed, below.
    chunkSizeWarningLimit: 1000,
  },
  server: {
    proxy: { '/api': { target: process.env['TENKEN_URL'] ?? 'https://localhost:8443', secure: false } },
  },
});

/** Writes each text asset compressed beside itself, so that the collector never compresses, and weighs the first load. */
function compressed(): Plugin {
  return {
    name: 'tenken-compressed',
    apply: 'build',
    async closeBundle() {
      const kilobytes = new Map<string, number>();
      for (const name of await readdir(output, { recursive: true })) {
        if (!['.js', '.css', '.svg'].includes(extname(name))) continue;
        const content = await readFile(join(output, name));
        const gzip = gzipSync(content, { level: 9 });
        kilobytes.set(name, gzip.length / 1000);
        await writeFile(join(output, `${name}.gz`), gzip);
        await writeFile(join(output, `${name}.br`), brotliCompressSync(content));
      }
      const html = readFileSync(join(output, 'index.html'), 'utf8');
      const first = [...kilobytes].filter(([name]) => html.includes(name.replaceAll('\\', '/')));
      const sum = first.reduce((total, [, size]) => total + size, 0);
      const parts = first.map(([name, size]) => `${name} ${size.toFixed(0)}`).join(', ');
      this.info(`first load ${sum.toFixed(0)} kB gzip of ${firstLoadLimitKilobytes} (${parts})`);
      if (sum > firstLoadLimitKilobytes) this.error(`the first load is over ${firstLoadLimitKilobytes} kB`);
    },
  };
}
