import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { backup } from '../../evidence/backup/index.ts';
import { osRelease } from '../../evidence/os-release/index.ts';
import { backupRecent } from '../backup-recent/index.ts';
import { defineControl } from '../define.ts';
import { isTerminal } from '../machine-role.ts';

export const serverBackupRecent = defineControl({
  id: 'server-backup-recent',
  title: text('サーバーの最近のバックアップが成功している', 'A recent backup of the server succeeded'),
  description: text(
    'サーバーについて、最近のバックアップが成功していることを確かめる。条件は backup-recent と同じである。クライアント用のWindowsとmacOSは、作り直せる端末とみなして対象としない。Linuxはサーバーか端末かを示さないため、全て対象とする。',
    'A recent backup of a server succeeded, under the conditions of backup-recent. Windows for clients and macOS count as terminals, which are set up anew, and are left out. Linux does not tell which of the two it is and is always asked.',
  ),
  needs: { state: backup, os: osRelease },
  params: z.object({ maxAgeHours: z._default(z.number().check(z.positive()), 168) }),
  parameters: backupRecent.parameters,
  reasons: {
    ...backupRecent.reasons,
    'a-terminal': text('端末である。', 'The machine is a terminal.'),
  },
  remediation: backupRecent.remediation,
  evaluate({ state, os }, params, context) {
    const judged = backupRecent.evaluate({ state }, params, context);
    return isTerminal(os) ? { ...judged, outcome: 'not-applicable', reason: 'a-terminal' } : judged;
  },
});
