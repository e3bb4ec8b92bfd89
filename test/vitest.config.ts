import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const ignored = ['**/node_modules/**', '**/dist/**'];

// Unit tests live beside the code, everything that needs more than one part of the product under test/.
export default defineConfig({
  root,
  cacheDir: `${root}/.cache/vitest`,
  test: {
    // A check that looked at nothing must fail.
    passWithNoTests: false,
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Unit tests share no state, and a third of the time went into loading the same modules per file.
          isolate: false,
          // Property tests take seconds on a machine that runs the other checks at the same time.
          testTimeout: 30_000,
          include: ['*/src/**/*.test.{ts,tsx}', 'collector/web/src/**/*.test.{ts,tsx}'],
          exclude: ignored,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          exclude: [...ignored, 'test/bench/**', 'test/wine/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { extends: true, test: { name: 'wine', include: ['test/wine/**/*.test.ts'], exclude: ignored } },
    ],
  },
});
