import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch-folder.ts';

const script = readFileSync(
  join(import.meta.dirname, '../../collector/src/cli/deploy/host/on-host.sh'),
  'utf8',
);

/** The units that the script writes while a version is on trial. */
function units(): Map<string, string> {
  const found = [...script.matchAll(/put "\$system\/\$watcher\.(\w+)" <<UNIT\n([^]*?)\nUNIT\n/g)];
  return new Map(found.map(([, type = '', text = '']) => [`tenken-agent-watch.${type}`, text]));
}

const analyzer = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
if (analyzer.status !== 0) console.warn('skipped: systemd-analyze is missing (systemd)');

test.runIf(analyzer.status === 0)('systemd understands every line of the units that watch a trial', () => {
  const folder = scratchFolder();
  const paths = [...units()].map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, `${text.replaceAll('$lib', '/usr/lib/tenken-agent')}\n`);
    return path;
  });
  expect(paths).toHaveLength(2);
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...paths], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('the watcher looks once a minute, also after a restart of the host', () => {
  const timer = units().get('tenken-agent-watch.timer') ?? '';
  for (const line of [
    'OnActiveSec=1min',
    'OnBootSec=1min',
    'OnUnitInactiveSec=1min',
    'WantedBy=timers.target',
  ]) {
    expect(timer.split('\n')).toContain(line);
  }
});

test('the script is plain POSIX: the shells of hosts are dash, bash and busybox', () => {
  const { status, stderr } = spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  expect(script).not.toMatch(/\[\[|\blocal \b|\bfunction \b|<\(|\$'/);
  expect(script).toMatch(/^[\n\t -~]*$/);
});
