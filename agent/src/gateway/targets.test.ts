import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readTargets } from './targets.ts';

const router = { name: 'edge1', address: 'ssh://audit@192.0.2.1', passwordFile: 'pw', device: 'rtx' };

function listed(target: object) {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-targets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'gateway.json'), JSON.stringify({ targets: [target] }));
  return { folder, read: () => readTargets(folder).targets[0] };
}

test('a network device is told by its family', () => {
  const { folder, read } = listed({ ...router, enablePasswordFile: 'enable', legacyAlgorithms: true });
  expect(read()).toMatchObject({
    device: { family: 'rtx', enablePasswordFile: join(folder, 'enable') },
    ssh: { legacyAlgorithms: true },
  });
  expect(listed({ ...router, device: undefined }).read()).toMatchObject({ device: null });
});

test.each([
  ['a family that nobody knows', { device: 'nec' }],
  ['sudo on a device', { sudo: 'if-possible' }],
  ['enable on a computer', { device: undefined, enablePasswordFile: 'enable' }],
  ['old algorithms for a computer', { device: undefined, legacyAlgorithms: true }],
])('%s is refused', (_what, changes) => {
  expect(listed({ ...router, ...changes }).read).toThrow(/edge1|device/);
});
