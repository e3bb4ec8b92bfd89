import { structuralDamageOf } from './damage.ts';

// Reads the whole database in a process of its own: minutes for a large one, while the collector serves. It waits for
// the path, and ends with the connection to the collector.
process.once('message', (path: string) => {
  process.send?.(structuralDamageOf(path), undefined, undefined, () => process.disconnect?.());
});
