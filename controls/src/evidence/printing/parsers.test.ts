import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countPrinters } from './linux.ts';

test('printers, and no other lines, count', () => {
  const conf =
    '# Printer configuration file\n<DefaultPrinter Office>\nDeviceURI ipp://user:secret@printer/\n</DefaultPrinter>\n<Printer Second>\n</Printer>\n';
  expect(countPrinters(conf)).toBe(2);
});

test('any input gives a number', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (conf) => {
      expect(countPrinters(conf)).toBeGreaterThanOrEqual(0);
    }),
  );
});
