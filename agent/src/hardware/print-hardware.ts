import type { HardwareAnswer } from '@tenken/shared';

/** Asks the library, one question after another, and prints what is wanted of its answers as one line of JSON. */
export async function printHardware(): Promise<void> {
  const library = await import('./library.ts');
  const { manufacturer, model, serial } = await library.system();
  const { vendor, version } = await library.bios();
  const cpu = await library.cpu();
  const answer: Unchecked<HardwareAnswer> = {
    system: { manufacturer, model, serial },
    bios: { vendor, version },
    cpu: {
      manufacturer: cpu.manufacturer,
      brand: cpu.brand,
      cores: cpu.cores,
      physicalCores: cpu.physicalCores,
      processors: cpu.processors,
    },
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** The library's own types promise more than it keeps: null and undefined occur in most places. */
type Unchecked<T> = { [Part in keyof T]: { [Member in keyof T[Part]]: unknown } };
