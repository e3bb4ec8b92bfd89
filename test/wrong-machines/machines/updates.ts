import { file, recorded, saying, together } from '../machine.ts';
import type { WrongMachine } from '../machine.ts';

const patched = recorded('os-updates', 'linux-debian-13-good');
const debian = recorded('os-release', 'linux-debian-13');
const ended = 'PRETTY_NAME="Debian GNU/Linux 10 (buster)"\nVERSION_ID="10"\nID=debian\n';
const windows = recorded('os-release', 'windows-11-24h2-pro');
const windowsPatched = recorded('os-updates', 'windows-wsus-good');
const currentVersion = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

/** Systems that say of themselves that nothing is missing. */
export const updates: readonly WrongMachine[] = [
  {
    name: 'a package index of 60 days ago, by which nothing is missing',
    wrong: recorded('os-updates', 'linux-debian-13-index-60-days-old'),
    repaired: patched,
    judged: { 'os-patched': { wrong: ['unknown', 'index-too-old'], repaired: ['pass', 'up-to-date'] } },
  },
  {
    name: 'a Linux past its end of support, fully patched',
    wrong: together(patched, file(debian, '/etc/os-release', ended)),
    repaired: together(patched, debian),
    judged: {
      'os-supported': { wrong: ['fail', 'ended'], repaired: ['pass', 'supported'] },
      'os-patched': { wrong: ['pass', 'up-to-date'], repaired: ['pass', 'up-to-date'] },
    },
  },
  {
    name: 'a Windows past its end of support, fully patched',
    wrong: together(windowsPatched, windows),
    repaired: together(
      windowsPatched,
      saying(windows, 'registry', currentVersion, ['26100', '26200'], ['24H2', '25H2']),
    ),
    judged: {
      'os-supported': { wrong: ['fail', 'ended'], repaired: ['pass', 'supported'] },
      'os-patched': { wrong: ['pass', 'up-to-date'], repaired: ['pass', 'up-to-date'] },
    },
  },
];
