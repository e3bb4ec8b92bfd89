import { program } from './program.ts';

// Everything that must hold before a change is taken: the quick checks, then every test that needs several parts.
const steps = {
  check: () => program('test/scripts/check.ts', []),
  integration: () =>
    program('node_modules/vitest/vitest.mjs', [
      'run',
      '--config',
      'test/vitest.config.ts',
      '--project',
      'integration',
      '--project',
      'undisturbed',
    ]),
};

const outcomes: string[] = [];
for (const [name, step] of Object.entries(steps)) {
  const startedAtMs = performance.now();
  const result = await step();
  if (result !== 'passed') process.exitCode = 1;
  outcomes.push(`${name} ${result} (${((performance.now() - startedAtMs) / 1000).toFixed(1)} s)`);
}
console.log(`test: ${process.exitCode === undefined ? 'passed' : 'FAILED'}: ${outcomes.join(', ')}`);
