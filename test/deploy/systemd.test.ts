import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch-folder.ts';

const folder = join(import.meta.dirname, '../../deploy/systemd');
const unit = readFileSync(join(folder, 'tenken-agent.service'), 'utf8');
const timer = readFileSync(join(folder, 'tenken-agent.timer'), 'utf8');

function directives(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map((match) => match[1] ?? '');
}

const analyzer = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
const hasAnalyzer = analyzer.status === 0 && Number(/systemd (\d+)/.exec(analyzer.stdout)?.[1]) >= 250;

/** The units with a program that is there, because the packaged one is not. */
function copied(): string[] {
  const at = scratchFolder();
  return [
    'tenken-agent.service',
    'tenken-agent.timer',
    'tenken-agent-enrol.service',
    'tenken-agent-watch.service',
    'tenken-agent-watch.timer',
  ].map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(at, name), text.replace(/^ExecStart=.*$/m, 'ExecStart=/bin/true'));
    return join(at, name);
  });
}

test.runIf(hasAnalyzer)('systemd understands every line of the units', () => {
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...copied()], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test.runIf(hasAnalyzer)('systemd finds the service well confined', () => {
  const [service = ''] = copied();
  const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', service], {
    encoding: 'utf8',
  });
  const level = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
  console.log(`systemd-analyze security: ${level}`);
  expect(level).toBeLessThanOrEqual(3.8);
});

test('the service writes its own folder only, gains no rights, listens on nothing and is bounded', () => {
  for (const [name, value] of [
    ['Type', 'oneshot'],
    ['ProtectSystem', 'strict'],
    ['StateDirectory', 'tenken-agent'],
    ['NoNewPrivileges', 'yes'],
    ['SocketBindDeny', 'any'],
    ['KillMode', 'control-group'],
    ['MemoryMax', '1G'],
    ['TasksMax', '128'],
    ['TimeoutStartSec', '50min'],
  ] as const) {
    expect(directives(unit, name), name).toEqual([value]);
  }
  expect(directives(unit, 'ReadWritePaths')).toEqual([]);
  const capabilities = directives(unit, 'CapabilityBoundingSet').join(' ').split(' ');
  for (const dangerous of [
    'SYS_MODULE',
    'SYS_ADMIN',
    'NET_ADMIN',
    'NET_RAW',
    'SYS_TIME',
    'SYS_RAWIO',
    'BPF',
  ]) {
    expect(capabilities).not.toContain(`CAP_${dangerous}`);
  }
});

test('the timer spreads machines over the hour and makes up for no more than one scan that was missed', () => {
  expect(directives(timer, 'RandomizedDelaySec')).toEqual(['1h']);
  expect(directives(timer, 'FixedRandomDelay')).toEqual(['yes']);
  expect(directives(timer, 'Persistent')).toEqual(['yes']);
});

type Ends = Record<string, string>;

/** What a scan of this machine reads, started by this program. */
function scanUnder(program: string, ...under: string[]): Ends {
  const script = join(import.meta.dirname, '..', 'support', 'print-scan.ts');
  const { stdout, stderr, status } = spawnSync(program, [...under, script], {
    encoding: 'utf8',
    timeout: 50_000,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Ends;
}

const isRoot = process.getuid?.() === 0;
const hasSetpriv = spawnSync('setpriv', ['--version']).status === 0;

test.runIf(process.platform === 'linux' && isRoot && hasSetpriv)(
  'a scan with the capabilities of the unit reads what a scan with all of them reads',
  () => {
    const names = directives(unit, 'CapabilityBoundingSet').join(' ').toLowerCase().split(' ');
    const set = `-all,${names.map((name) => `+${name.replace('cap_', '')}`).join(',')}`;
    const confined = scanUnder(
      'setpriv',
      '--no-new-privs',
      `--bounding-set=${set}`,
      '--inh-caps=-all',
      process.execPath,
    );
    expect(confined).toEqual(scanUnder(process.execPath));
    expect(Object.keys(confined).length).toBeGreaterThan(4);
  },
);
