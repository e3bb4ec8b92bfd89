import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { testsAboutTheFile, testsOfEitherDatabase } from './support/store-tests.ts';

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
const ignored = ['**/node_modules/**', '**/dist/**'];
/** `sqlite` unless told; `postgresql` for one that the run starts, or the address of one whose user may make databases. */
const isOnServer = process.env['TENKEN_TEST_DATABASE']?.startsWith('postgres') === true;
const setUpServer = fileURLToPath(new URL('support/run-database.ts', import.meta.url));

/** On PostgreSQL the same tests as far as they store anything. */
function onDatabaseOfRun(include: readonly string[], exclude: readonly string[] = ignored) {
  return isOnServer
    ? {
        include: testsOfEitherDatabase(include, exclude),
        exclude: [],
        testNamePattern: new RegExp(`^(?!.*(?:${Object.keys(testsAboutTheFile).join('|')})$)`),
        globalSetup: [setUpServer],
      }
    : { include: [...include], exclude: [...exclude] };
}

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
          ...onDatabaseOfRun(['*/src/**/*.test.{ts,tsx}', 'collector/web/src/**/*.test.{ts,tsx}']),
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          ...onDatabaseOfRun(
            ['test/**/*.test.ts'],
            [...ignored, 'test/{bench,wine,packages,postgresql}/**', ...undisturbed],
          ),
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
          ...onDatabaseOfRun(undisturbed),
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
          // Of PostgreSQL alone; the others run on it with TENKEN_TEST_DATABASE=postgresql.
          include: ['test/postgresql/**/*.test.ts'],
          exclude: ignored,
          globalSetup: [setUpServer],
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { extends: true, test: { name: 'wine', include: ['test/wine/**/*.test.ts'], exclude: ignored } },
    ],
  },
});
