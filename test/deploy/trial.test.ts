import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const onHost = readFileSync(join(root, 'collector/src/cli/deploy/host/on-host.sh'), 'utf8');
const trial = readFileSync(join(root, 'deploy/linux/trial'), 'utf8');

test('the watcher looks once a minute, also after a restart of the host', () => {
  const timer = readFileSync(join(root, 'deploy/systemd/tenken-agent-watch.timer'), 'utf8');
  for (const line of [
    'OnActiveSec=1min',
    'OnBootSec=1min',
    'OnUnitInactiveSec=1min',
    'WantedBy=timers.target',
  ]) {
    expect(timer.split('\n')).toContain(line);
  }
});

test.each([
  ['on-host.sh', onHost],
  ['trial', trial],
])('%s is plain POSIX: the shells of hosts are dash, bash and busybox', (_name, script) => {
  const { status, stderr } = spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  expect(script).not.toMatch(/\[\[|\blocal \b|\bfunction \b|<\(|\$'/);
  expect(script).toMatch(/^[\n\t -~]*$/);
});

test('which version runs is changed by one script alone, whatever has installed it', () => {
  const changes = /mv -f\w* .*(tenken-agent"?$|current")|ln -s.* "\$lib\/(\.?current|previous)"/m;
  expect(trial).toMatch(changes);
  expect(onHost).not.toMatch(changes);
  for (const script of [
    'after-install',
    'before-removal',
    'deb/preinst',
    'deb/postinst',
    'rpm/pre',
    'rpm/post',
  ]) {
    expect(readFileSync(join(root, 'deploy/linux', script), 'utf8'), script).not.toMatch(changes);
  }
});

test('asked for what it does not know it says what it does', () => {
  const { status, stderr } = spawnSync('sh', [join(root, 'deploy/linux/trial'), '--help'], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^A new version is on trial[^]*trial back \[WHY\]/);
});
