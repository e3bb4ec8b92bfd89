import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
/**
 * Alone, after all others: what looks at times and at shares of the processor, and what looks at this machine twice and
 * expects the same, although other tests start servers on it.
 */
const undisturbed = [
  'test/fault/f{17,18,19,21,22,33,40,43,44,47}-*.test.ts',
  'test/agent/no-listening-port.test.ts',
  'test/agentless/{equal-scans,same-answers}.test.ts',
  'test/deploy/systemd.test.ts',
  'test/locale/linux-scan.test.ts',
];
/** Tests of repositories that say nothing of the database under them. */
const onEitherDatabase = [
  'collector/src/{evaluate/{evaluator,declared-by-host},retention/sweeper}.test.ts',
  'collector/src/{assessments/open-assessment,plugins/access}.test.ts',
  'collector/src/store/{report-pack,report-repository,tallies}.test.ts',
  'test/results/*.test.ts',
  'test/people/{administration-routes,host-decisions}.test.ts',
  'test/fault/f22-*.test.ts',
  'test/assessments/{as-of,several-people,desk-routes,workbench-routes}.test.ts',
  'test/feeds/judgement.test.ts',
];
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
          exclude: [...ignored, 'test/{bench,wine,packages,postgresql}/**', ...undisturbed],
          // Half of the time they wait for other processes: three at once keep two processors busy.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'undisturbed',
          include: undisturbed,
          exclude: ignored,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['test/packages/**/*.test.ts'],
          exclude: ignored,
          globalSetup: [fileURLToPath(new URL('packages/support/setup.ts', import.meta.url))],
          // Each of them holds some hundred megabytes of executables.
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'postgresql',
          // The tests of what is stored once more, on the other database, and those of it alone.
          include: [...onEitherDatabase, 'test/postgresql/**/*.test.ts'],
          exclude: ignored,
          globalSetup: [fileURLToPath(new URL('postgresql/support/setup.ts', import.meta.url))],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { extends: true, test: { name: 'wine', include: ['test/wine/**/*.test.ts'], exclude: ignored } },
    ],
  },
});
