import { describe, expect, test } from 'vitest';
import { verdictsOf } from './machine.ts';
import { antivirus } from './machines/antivirus.ts';
import { clock } from './machines/clock.ts';
import { disks } from './machines/disks.ts';
import { firewall } from './machines/firewall.ts';
import { removableMedia } from './machines/removable-media.ts';
import { screenLock } from './machines/screen-lock.ts';
import { updates } from './machines/updates.ts';
import { isOfFilesOnly, onDisk } from './on-disk.ts';

const machines = [
  ...antivirus,
  ...clock,
  ...disks,
  ...firewall,
  ...removableMedia,
  ...screenLock,
  ...updates,
];

describe.each(machines)('$name', ({ wrong, repaired, judged, parameters }) => {
  const expected = (which: 'wrong' | 'repaired') =>
    Object.fromEntries(Object.entries(judged).map(([control, verdicts]) => [control, verdicts[which]]));

  test('is judged wrong', async () => {
    expect(Object.values(expected('wrong')).some(([outcome]) => outcome !== 'pass')).toBe(true);
    expect(await verdictsOf(wrong, parameters)).toMatchObject(expected('wrong'));
  });

  test('is judged right once it is repaired, and nothing else has changed', async () => {
    const before = await verdictsOf(wrong, parameters);
    const after = await verdictsOf(repaired, parameters);
    expect(after).toMatchObject(expected('repaired'));
    expect(after).toEqual({ ...before, ...expected('repaired') });
  });
});

const ofFiles = machines.filter(({ wrong, repaired }) =>
  [wrong, repaired].every(({ recording }) => isOfFilesOnly(recording)),
);

test.runIf(process.platform === 'linux')(
  'those of files alone are judged the same from a real folder',
  async () => {
    expect(ofFiles.length).toBeGreaterThan(2);
    for (const { name, wrong, repaired, parameters } of ofFiles) {
      for (const machine of [wrong, repaired]) {
        const fromFolder = await verdictsOf(machine, parameters, onDisk(machine.recording));
        expect(fromFolder, name).toEqual(await verdictsOf(machine, parameters));
      }
    }
  },
);
