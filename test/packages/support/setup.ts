import { buildAll } from './built.ts';

/** Once before all tests of packages; `TENKEN_PACKAGES=kept` takes those of the run before, for who works on a test. */
export function setup(): void {
  if (process.env['TENKEN_PACKAGES'] !== 'kept') buildAll();
}
