import { collect, evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording } from '@tenken/controls/testing';
import { ReplayHost } from '@tenken/shared';
import type { Recording } from '@tenken/shared';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { scanAndPush } from '../../agent/src/run.ts';
import { finished } from '../../agent/src/finished-scan.ts';

/** By evidence kind: the name of a recording, or one of the test's own. */
export type Replayed = Record<string, string | Recording>;

/** A machine on which everything that a control can see is as it should not be. */
export const failingMachine: Replayed = {
  antivirus: 'linux-none',
  'disk-encryption': 'linux-plain-disk-loop-and-swap',
  'os-release': {
    ...loadRecording('os-release', 'linux-debian-12'),
    files: { '/etc/os-release': { text: 'ID=debian\nVERSION_ID="8"\nPRETTY_NAME="Debian 8"\n' } },
  },
  'os-updates': 'linux-debian-12-updates-missing',
  'screen-lock': 'linux-server-no-timeout',
  'time-sync': 'linux-chrony-ten-minutes-off',
  'tls-endpoints': 'linux-old-server',
  'usb-storage': 'linux-open',
};

/** One report of an enrolled agent whose machine is a set of recordings, as of now. @param folder of its identity */
export async function reportReplayed(folder: string, machine: Replayed, name: string) {
  const recordedAt = new Date().toISOString();
  return scanAndPush({
    host: new LocalHost(),
    folder,
    scan: async () => {
      const evidence = [];
      for (const kind of evidenceKinds) {
        const chosen = machine[kind.id];
        if (chosen === undefined) continue;
        const recording = typeof chosen === 'string' ? loadRecording(kind.id, chosen) : chosen;
        evidence.push(await collect(kind, new ReplayHost({ ...recording, recordedAt })));
      }
      const scan = await finished(new LocalHost(), new Date(), evidence);
      return { ...scan, host: { ...scan.host, name } };
    },
  });
}
