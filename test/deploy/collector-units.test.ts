import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfigurationFile } from '../../collector/src/configuration/read-file.ts';
import { resolveConfiguration } from '../../collector/src/configuration/resolve.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const deploy = join(import.meta.dirname, '../../deploy');
const names = [
  'tenken-collector.service',
  'tenken-collector-backup.service',
  'tenken-collector-backup.timer',
] as const;
const unitText = (name: string) => readFileSync(join(deploy, 'systemd', name), 'utf8');

function directives(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map((match) => match[1] ?? '');
}

const analyzer = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
const hasAnalyzer = analyzer.status === 0 && Number(/systemd (\d+)/.exec(analyzer.stdout)?.[1]) >= 250;
if (!hasAnalyzer) console.log('systemd-analyze is missing (Debian package systemd): units are not verified');

/** The units with a program that is there and without pages, because the packaged ones are not. */
function copied(): string[] {
  const at = scratchFolder();
  return names.map((name) => {
    const text = unitText(name)
      .replace(/^ExecStart=.*$/m, 'ExecStart=/bin/true')
      .replace(/^Documentation=.*$/m, '');
    writeFileSync(join(at, name), text);
    return join(at, name);
  });
}

test.runIf(hasAnalyzer)('systemd understands every line of the units', () => {
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...copied()], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test.runIf(hasAnalyzer).each([
  ['tenken-collector.service', 1.5],
  ['tenken-collector-backup.service', 1],
])('systemd finds %s well confined', (name, most) => {
  const path = copied().find((one) => one.endsWith(`/${name}`)) ?? '';
  const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', path], { encoding: 'utf8' });
  const level = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
  console.log(`systemd-analyze security ${name}: ${level}`);
  expect(level).toBeLessThanOrEqual(most);
});

test('the service writes its own folder only, has no capability, and is watched', () => {
  const unit = unitText('tenken-collector.service');
  for (const [name, value] of [
    ['Type', 'notify'],
    ['NotifyAccess', 'all'],
    ['WatchdogSec', '3min'],
    ['User', 'tenken-collector'],
    ['ProtectSystem', 'strict'],
    ['StateDirectory', 'tenken-collector'],
    ['StateDirectoryMode', '0700'],
    ['CapabilityBoundingSet', ''],
    ['NoNewPrivileges', 'yes'],
    ['UMask', '0077'],
  ] as const) {
    expect(directives(unit, name), name).toEqual([value]);
  }
  expect(directives(unit, 'ReadWritePaths')).toEqual([]);
});

test('the backup is made every night, has no network, and makes up for one that was missed', () => {
  expect(directives(unitText('tenken-collector-backup.timer'), 'Persistent')).toEqual(['yes']);
  const unit = unitText('tenken-collector-backup.service');
  expect(directives(unit, 'PrivateNetwork')).toEqual(['yes']);
  expect(directives(unit, 'ReadWritePaths')).toEqual(['/var/backups/tenken-collector']);
});

test('the packaged configuration is taken as it is, and with every line of it switched on', () => {
  const path = join(deploy, 'collector', 'collector.toml');
  const from = (file: string) =>
    resolveConfiguration({
      flags: {},
      environment: {},
      file: { path: file, raw: readConfigurationFile(file) },
    });
  expect(from(path)).toMatchObject({ listen: '127.0.0.1', agent_listen: '127.0.0.1' });
  const whole = join(scratchFolder(), 'collector.toml');
  writeFileSync(whole, readFileSync(path, 'utf8').replaceAll(/^# (?=[A-Za-z_]+ = |\[)/gm, ''));
  expect(from(whole)).toMatchObject({
    public_name: 'tenken.example.jp',
    trusted_proxy: ['192.0.2.10'],
    minimum_agent_version: '0.1.0',
    limit: { reportsPerMinute: 6 },
  });
});
