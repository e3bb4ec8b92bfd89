import { describe, expect, test } from 'vitest';
import { DisposableRoot } from './disposable-root.ts';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
if (!isRoot) {
  console.warn('skipped: reading a folder as the root of a system takes chroot, which takes root on Linux');
}

/** A disk with one partition, on which `/` lies directly or inside a crypt layer. */
function withDisk(root: DisposableRoot): DisposableRoot {
  return root
    .write('/sys/devices/block/sda/removable', '0\n')
    .folder('/sys/devices/block/sda/slaves')
    .write('/sys/devices/block/sda/sda3/partition', '3\n')
    .link('/sys/class/block/sda', '../../devices/block/sda')
    .link('/sys/class/block/sda3', '../../devices/block/sda/sda3')
    .link('/sys/dev/block/8:3', '../../devices/block/sda/sda3')
    .write('/sys/devices/virtual/block/dm-0/dm/uuid', 'CRYPT-LUKS2-0123456789abcdef0123456789abcdef-root\n')
    .write('/sys/devices/virtual/block/dm-0/removable', '0\n')
    .link('/sys/devices/virtual/block/dm-0/slaves/sda3', '../../../../block/sda/sda3')
    .link('/sys/class/block/dm-0', '../../devices/virtual/block/dm-0')
    .link('/sys/dev/block/254:0', '../../devices/virtual/block/dm-0')
    .write('/proc/swaps', 'Filename Type Size Used Priority\n');
}

const mounted = (device: string) => `27 1 ${device} / / rw,relatime shared:1 - ext4 /dev/root rw\n`;

describe.runIf(isRoot)('what is changed in a disposable root changes the verdict', () => {
  test('disk-encrypted: in clear, encrypted, an unrelated crypt mapping, a layer that cannot be read', async () => {
    const root = withDisk(new DisposableRoot());
    root.write('/proc/self/mountinfo', mounted('254:0'));
    expect(await root.judge('disk-encrypted')).toMatchObject({ outcome: 'pass' });
    root.write('/proc/self/mountinfo', mounted('8:3'));
    expect(await root.judge('disk-encrypted')).toEqual({ outcome: 'fail', reason: 'not-encrypted' });
    root
      .write('/proc/self/mountinfo', mounted('254:0'))
      .write('/sys/devices/virtual/block/dm-0/dm/uuid', 'CRYPT-VERITY-00-root\n');
    expect((await root.judge('disk-encrypted')).outcome).toBe('fail');
    root.remove('/proc/self/mountinfo');
    expect((await root.judge('disk-encrypted')).outcome).toBe('error');
  });

  test('disk-encrypted: swap in clear beside an encrypted root fails', async () => {
    const root = withDisk(new DisposableRoot()).write('/proc/self/mountinfo', mounted('254:0'));
    root
      .folder('/dev')
      .write('/proc/swaps', 'Filename Type Size Used Priority\n/dev/sda3 partition 8388604 0 -2\n');
    expect((await root.judge('disk-encrypted')).outcome).toBe('fail');
  });

  test('screen-lock-enforced on a server: no timeout, too long, changeable, right, unreadable', async () => {
    const root = new DisposableRoot()
      .write('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n')
      .write('/etc/profile', 'for i in /etc/profile.d/*.sh; do . $i; done\n')
      .folder('/etc/profile.d');
    const outcome = async (script: string) => {
      root.write('/etc/profile.d/tmout.sh', script);
      return (await root.judge('screen-lock-enforced')).outcome;
    };
    expect((await root.judge('screen-lock-enforced')).outcome).toBe('fail');
    expect(await outcome('typeset -xr TMOUT=900\n')).toBe('pass');
    expect(await outcome('typeset -xr TMOUT=901\n')).toBe('fail');
    expect(await outcome('TMOUT=900; export TMOUT\n')).toBe('fail');
    expect(await outcome('# typeset -xr TMOUT=900\n')).toBe('fail');
    root.remove('/etc/passwd');
    expect((await root.judge('screen-lock-enforced')).outcome).toBe('error');
  });

  test('os-supported: in support, ended, not known', async () => {
    const root = new DisposableRoot();
    const outcome = async (release: string, now: Date) => {
      root.write('/etc/os-release', release);
      return (await root.judge('os-supported', now)).outcome;
    };
    const now = new Date('2026-11-21T00:00:00Z');
    const alma = (version: string) => `ID=almalinux\nVERSION_ID="${version}"\nNAME=AlmaLinux\n`;
    expect(await outcome(alma('9.6'), now)).toBe('pass');
    expect(await outcome('ID=centos\nVERSION_ID="8"\nNAME="CentOS Linux"\n', now)).toBe('fail');
    expect(await outcome('ID=own\nVERSION_ID="1"\nNAME=Own\n', now)).toBe('unknown');
    root.remove('/etc/os-release');
    expect((await root.judge('os-supported', now)).outcome).toMatch(/error|unknown/);
  });
});
