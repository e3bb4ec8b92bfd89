import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentUnits } from '../../deploy/scripts/package/linux.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { built } from './support/built.ts';

const version = /systemd (\d+)/.exec(
  spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).stdout ?? '',
);
const hasAnalyzer = Number(version?.[1]) >= 250;
if (!hasAnalyzer) {
  console.warn('skipped: units of the package: systemd-analyze 250 or later is missing (Debian: systemd)');
}

/** The package's files in a folder, as on a host. */
function unpacked(): string {
  const root = scratchFolder();
  execFileSync('tar', ['-C', root, '-xzf', built('current', 'linux-x64.tar.gz')]);
  // systemd looks for units that these wait for, and for the mounts of every system.
  mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
  return root;
}

test.runIf(hasAnalyzer)(
  'systemd understands the units as the package brings them, with the program they name',
  () => {
    const root = unpacked();
    const folder = scratchFolder();
    for (const unit of agentUnits) {
      copyFileSync(join(root, 'usr/lib/systemd/system', unit), join(folder, unit));
    }
    const { stderr } = spawnSync('systemd-analyze', ['verify', '--root', root, ...agentUnits], {
      encoding: 'utf8',
    });
    // A root with this package alone lacks systemd's own targets; every other line is a fault of ours.
    const ours = stderr
      .split('\n')
      .filter(
        (line) =>
          line !== '' &&
          !/(sysinit|basic|shutdown|network-online|timers|time-set|time-sync|local-fs|-?\.mount|\.slice|\.socket|\.target)/.test(
            line,
          ),
      );
    expect(ours).toEqual([]);
  },
);

test.runIf(hasAnalyzer).each([
  ['tenken-agent.service', 3.8],
  ['tenken-agent-enrol.service', 2.5],
  ['tenken-agent-watch.service', 2.5],
])('systemd finds %s well confined: at most %d', (unit, most) => {
  const root = unpacked();
  const path = join(root, 'usr/lib/systemd/system', unit);
  const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', path], { encoding: 'utf8' });
  const level = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
  console.log(`systemd-analyze security ${unit}: ${level}`);
  expect(level).toBeLessThanOrEqual(most);
});
