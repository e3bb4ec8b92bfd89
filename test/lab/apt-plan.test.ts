import { existsSync } from 'node:fs';
import { LocalHost } from '@tenken/agent';
import { expect, test } from 'vitest';
import { listsFolder } from '../../controls/src/evidence/os-updates/apt.ts';
import { readIndexes } from '../../controls/src/evidence/os-updates/apt-indexes.ts';
import { parsePolicy } from '../../controls/src/evidence/os-updates/apt-parse.ts';
import { simulateUpgrade } from '../../controls/src/evidence/os-updates/apt-simulation.ts';
import { readReleases } from '../../controls/src/evidence/os-updates/apt-releases.ts';
import { readSources } from '../../controls/src/evidence/os-updates/apt-sources.ts';
import type { PendingUpdate } from '../../controls/src/evidence/os-updates/schema.ts';

const hasApt = existsSync('/usr/lib/apt/apt-helper') && existsSync('/var/lib/dpkg/status');
if (!hasApt) {
  console.log('skipped: this machine has no apt, whose own plan is what its indexes are held against');
}

test.skipIf(!hasApt)(
  "what apt's indexes say is pending is what apt itself would upgrade",
  { timeout: 120_000 },
  async () => {
    const host = new LocalHost();
    const policy = parsePolicy((await host.run('apt-cache', ['policy'])).stdout);
    const names = await host.list(listsFolder);
    const read = await readIndexes(host, { ...policy, folder: listsFolder, names });
    if (read === null) {
      console.log('nothing compared: no index was fetched, or something is pinned');
      return;
    }
    const plan = await simulateUpgrade(host, policy, []);
    const line = ({ name, installed, candidate, security }: PendingUpdate) =>
      `${name} ${installed} → ${candidate} ${security}`;
    // What would come as a new package is no update of an installed one.
    const upgrades = plan.pending.filter(
      ({ installed, candidate }) => installed !== null && candidate !== null,
    );
    console.log(`apt would upgrade ${upgrades.length} packages`);
    expect(read.pending.map(line).toSorted()).toEqual(expect.arrayContaining(upgrades.map(line)));
    const kept = plan.pending.filter(({ candidate }) => candidate === null).map(({ name }) => name);
    const more = read.pending.filter((one) => !upgrades.some((other) => line(one) === line(other)));
    expect(more.map(({ name }) => name).filter((name) => !kept.includes(name))).toEqual([]);
    expect(read.held.toSorted()).toEqual(plan.held.toSorted());
  },
);

test.skipIf(!hasApt)('the files say of the indexes what apt says of them', async () => {
  const host = new LocalHost();
  const told = parsePolicy((await host.run('apt-cache', ['policy'])).stdout);
  const names = await host.list(listsFolder);
  const config = (await host.run('apt-config', ['dump'])).stdout;
  const read = await readSources(host, config, names, await readReleases(host, listsFolder, names, []));
  if (read === null) {
    console.log('nothing compared: the files of this machine do not tell it, so apt is asked');
    return;
  }
  console.log(`${read.indexes.length} indexes`);
  const line = (index: (typeof told.indexes)[number]) =>
    `${index.priority} ${index.location} ${index.origin} ${index.label} ${index.suite} ${index.codename}`;
  expect(read.indexes.map(line).toSorted()).toEqual(told.indexes.map(line).toSorted());
  expect(read.pinned).toEqual(expect.arrayContaining(told.pinned));
});
