import { rootTasks } from './root-tasks.ts';

/** What a machine can check within seconds; each is a script of the root package of the same name. */
const tasks = ['format:check', 'lint', 'types', 'knip', 'boundaries', 'unit', 'generated'];

const startedAtMs = performance.now();
const result = await rootTasks(tasks);
const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
console.log(`check: ${result} (${tasks.join(', ')}) in ${seconds} s`);
process.exitCode = result === 'passed' ? 0 : 1;
