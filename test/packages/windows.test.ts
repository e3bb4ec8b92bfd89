import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceKinds } from '@tenken/controls/evidence';
import { expect, test } from 'vitest';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { SettingsBook } from '../../agent/src/settings.ts';
import { certificateIn, ownCollector } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { built, versions } from './support/built.ts';
import { debianRoot } from './support/clean-root.ts';
import { prepareEnrolment } from './support/enrolment.ts';
import { WineRoot } from './support/wine-root.ts';

const debian = debianRoot('trixie', ['wine64']);
if ('why' in debian) console.warn(`skipped: the executable for Windows under Wine: ${debian.why}`);

/** Their facts lie in a registry, and Wine has one; each key takes the start of a program there. */
const asked = ['os-release', 'screen-lock', 'printing'];

test.runIf('folder' in debian)(
  'the executable for Windows enrols by its file and sends what its registry probes read',
  { timeout: 900_000 },
  async () => {
    const collector = await ownCollector();
    const folder = scratchFolder();
    const wine = new WineRoot('folder' in debian ? debian.folder : '', folder);
    console.log(`Wine: ${await wine.version()}, of Debian 13 in a folder`);
    await wine.start();
    copyFileSync(built('current', '.exe'), join(folder, 'tenken-agent.exe'));
    const agent = (...args: readonly string[]) => wine.wine([wine.pathOf('tenken-agent.exe'), ...args]);
    // Where the task looks for it. Wine's icacls is called and does nothing: that it is right is not shown here.
    const identity = join(folder, 'prefix/drive_c/ProgramData/Tenken/agent');

    expect((await agent('--version')).output).toBe(`${versions.current}\n`);
    await prepareEnrolment(collector, join(folder, 'enrol'));
    const from = wine.pathOf('enrol/enrol.conf');
    const enrolled = await agent('enroll', '--from', from);
    expect(enrolled.code, enrolled.errors).toBe(0);
    expect(existsSync(join(folder, 'enrol/token'))).toBe(false);

    await askOnly(collector, identity);
    const ran = await agent('run', '--once');
    expect(ran.code, ran.errors).toBe(0);
    expect(ran.errors).toContain('Report stored');
    const hostId = String(loadIdentity(identity)?.hostId);
    const { hosts, reports } = collector.context.repositories;
    expect(await hosts.find(hostId)).toMatchObject({ platform: 'windows', agentVersion: versions.current });
    const evidence = await reports.newestEvidence(hostId);
    const told = asked.map((kind) => {
      const result = evidence.get(kind)?.body.result;
      return `${kind}: ${result?.status === 'read' ? 'read' : JSON.stringify(result)}`;
    });
    console.log(told.join('\n'));
    expect(evidence.get('os-release')?.body.result).toMatchObject({ status: 'read' });
  },
);

/** Settings as the collector signs them: PowerShell, which Wine lacks, would be waited for by most other probes. */
async function askOnly(collector: Awaited<ReturnType<typeof ownCollector>>, folder: string): Promise<void> {
  const kindsOff = evidenceKinds.map(({ id }) => id).filter((id) => !asked.includes(id));
  const signed = await collector.context.authority.signSettings({
    version: 1,
    sequence: 1,
    issuedAt: new Date().toISOString(),
    settings: { kindsOff },
  });
  expect(new SettingsBook(folder, certificateIn(folder)).take(signed)).toBeNull();
}
