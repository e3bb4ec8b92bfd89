import * as fc from 'fast-check';
import { isProbeError, ProbeError } from '@tenken/shared';
import { expect, test } from 'vitest';
import { askHardware, parseHardware } from './hardware.ts';
import { LocalHost } from './local.ts';

const answer = {
  system: { manufacturer: 'Apple Inc.', model: 'Mac15,12', serial: 'C02XK0AAJG5H' },
  bios: { vendor: 'Apple Inc.', version: '11881.1.1' },
  cpu: { manufacturer: 'Apple', brand: 'M3', cores: 8, physicalCores: 8, processors: 1 },
};

/** No probe asks the library on Linux; that it runs, and that its answers are understood, shows here all the same. */
test.runIf(process.platform === 'linux')('the library answers in a process of its own', async () => {
  const host = new LocalHost();
  const told: string[] = [];
  const run: LocalHost['run'] = async (program, args, limits) => {
    const result = await host.run(program, args, limits);
    told.push(result.stdout);
    return result;
  };
  const asked = await askHardware(run).catch((error: unknown) => error);
  const printed = JSON.parse(told[0] ?? '') as typeof answer;
  expect(Object.keys(printed)).toEqual(['system', 'bios', 'cpu']);
  expect(Object.keys(printed.cpu)).toEqual(Object.keys(answer.cpu));
  expect(printed.cpu.cores).toBeGreaterThan(0);
  // A machine without SMBIOS has neither model nor serial number.
  if (asked instanceof ProbeError) expect(asked.code).toBe('internal');
  else expect(asked).toMatchObject({ cpu: { cores: printed.cpu.cores } });
});

test.each(['linux', 'windows'] as const)('nobody asks it on %s', async (platform) => {
  await expect(new LocalHost({ platform }).hardware()).rejects.toMatchObject({ code: 'unsupported' });
});

test('nor for a system that lies in a folder', async () => {
  const host = new LocalHost({ platform: 'macos', root: '/mnt' });
  await expect(host.hardware()).rejects.toMatchObject({ code: 'unsupported' });
});

test('what it does not know is empty, and all of it empty is no answer', () => {
  expect(parseHardware(JSON.stringify(answer))).toEqual(answer);
  const odd = { ...answer, bios: { vendor: null }, cpu: { ...answer.cpu, cores: '8', physicalCores: null } };
  expect(parseHardware(JSON.stringify(odd))).toMatchObject({
    bios: { vendor: '', version: '' },
    cpu: { cores: 0, physicalCores: 0 },
  });
  for (const nothing of ['', '-']) {
    const none = { ...answer, system: { manufacturer: '', model: '', serial: nothing } };
    expect(() => parseHardware(JSON.stringify(none))).toThrow(expect.objectContaining({ code: 'internal' }));
  }
});

test('an exit status other than 0 is no answer', async () => {
  const run = async () => ({ exitCode: 2, stdout: JSON.stringify(answer), stderr: '' });
  await expect(askHardware(run)).rejects.toMatchObject({ code: 'internal' });
});

test('any output gives an answer or an error of a probe', () => {
  const part = fc.oneof(fc.string(), fc.constant(null), fc.integer(), fc.constant({}));
  const form = fc.record({ system: part, bios: part, cpu: part }).map((one) => JSON.stringify(one));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), form), (output) => {
      try {
        expect(typeof parseHardware(output).system.model).toBe('string');
      } catch (error) {
        expect(isProbeError(error, 'unparsable', 'internal')).toBe(true);
      }
    }),
  );
});
