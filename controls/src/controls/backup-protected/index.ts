import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { backup } from '../../evidence/backup/index.ts';
import type { BackupJob } from '../../evidence/backup/schema.ts';
import { shownDestination, shownJobs } from '../backup-recent/jobs.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';

type Verdict = Pick<Judgement, 'outcome' | 'reason'>;

/** All jobs have to be protected: the worst one counts. */
const ranking = [
  'on-the-same-machine',
  'not-encrypted',
  'not-isolated',
  'marker-not-trusted',
  'not-told',
  'protected',
];

export const backupProtected = defineControl({
  id: 'backup-protected',
  title: text('バックアップが保護されている', 'Backups are protected'),
  description: text(
    'バックアップがこの機器の外にあり、暗号化されていることを確かめる。求める場合は、この機器からは書き換えも消去もできない（オフライン又は変更不可）ことも見る。多くの製品はこれをこの機器に示さないため、印のファイルに書かせる。保管場所への立入りや閲覧できる者は人が確かめる。',
    'Backups lie outside of this machine and are encrypted; where asked for, nobody on this machine can change or remove them (offline or immutable). Most products do not show that here: let the job write it into its marker. Who may enter the place where they are kept is for people to check.',
  ),
  needs: { state: backup },
  params: z.object({
    requireEncryption: z._default(z.boolean(), true),
    requireIsolation: z._default(z.boolean(), false),
  }),
  parameters: {
    requireEncryption: {
      meaning: text('暗号化を求める', 'Ask for encryption'),
      source: text(
        'CIS Controls v8 対策11.3（復旧用データの保護）',
        'CIS Controls v8, safeguard 11.3: protect recovery data',
      ),
    },
    requireIsolation: {
      meaning: text('オフライン又は変更不可を求める', 'Ask for offline or immutable copies'),
      source: text(
        '製品の既定値（求めない。CIS Controls v8 対策11.4は隔離した複製を求める）',
        "The product's default: not asked for. CIS Controls v8, safeguard 11.4, asks for an isolated copy",
      ),
    },
  },
  reasons: {
    protected: text('バックアップは保護されている。', 'The backups are protected.'),
    'data-of-the-host': text(
      'コンテナのデータはホストの側で保存する。',
      'Data of a container is kept by its host.',
    ),
    'no-backup': text('バックアップが見つからない。', 'No backup was found.'),
    'on-the-same-machine': text('バックアップが同じ機器の中にある。', 'A backup lies on the same machine.'),
    'not-encrypted': text('バックアップが暗号化されていない。', 'A backup is not encrypted.'),
    'not-isolated': text(
      'この機器からバックアップを書き換え又は消去できる。',
      'Backups can be changed or removed from this machine.',
    ),
    'not-told': text(
      '保存先や暗号化がこの機器から分からない。印のファイルに書かせるか、製品の管理画面で確かめる。',
      'Destination or encryption is not told here. Let the job write it into its marker, or check in the product.',
    ),
    'marker-not-trusted': text(
      '印のファイルを管理者以外が書き換えられる。',
      'Others than administrators may write the marker.',
    ),
  },
  remediation: {
    linux: text(
      'resticやborg（暗号化あり）で別の機器へ保存し、保存先は追記のみ（`restic` のREST serverの --append-only など）にする。印のファイルに destination、encrypted、isolated を書く。',
      'Use restic or borg with encryption to another machine, with a destination that only takes additions (such as --append-only of the REST server), and write destination, encrypted and isolated into the marker.',
    ),
    windows: text(
      '保存先を別の機器にし、製品の暗号化を有効にする。印のファイルに destination、encrypted、isolated を書く。',
      'Send backups to another machine, switch on the encryption of the product, and write destination, encrypted and isolated into the marker.',
    ),
    macos: text(
      'Time Machineの保存先を追加し直して「バックアップを暗号化」を選ぶ。',
      'Add the destination of Time Machine again and choose to encrypt backups.',
    ),
  },
  evaluate({ state }, { requireEncryption, requireIsolation }) {
    const expected = text(
      `この機器の外${requireEncryption ? '・暗号化' : ''}${requireIsolation ? '・隔離' : ''}`,
      `outside of this machine${requireEncryption ? ', encrypted' : ''}${requireIsolation ? ', isolated' : ''}`,
    );
    if (state.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'data-of-the-host', observed, expected };
    }
    const observed = shownJobs(state.jobs, (job) => {
      const place = shownDestination(job);
      const { encrypted } = job;
      const cipher =
        encrypted === null
          ? text('暗号化不明', 'encryption not told')
          : encrypted
            ? text('暗号化', 'encrypted')
            : text('平文', 'not encrypted');
      return text(`${place.ja}・${cipher.ja}`, `${place.en}, ${cipher.en}`);
    });
    const base = { observed, expected };
    const verdicts = state.jobs
      .map((job) => verdictOf(job, requireEncryption, requireIsolation))
      .toSorted((a, b) => ranking.indexOf(a.reason) - ranking.indexOf(b.reason));
    const [worst] = verdicts;
    if (worst && worst.outcome === 'fail') return { ...worst, ...base };
    const [first] = state.unread;
    if (first) return { outcome: 'error', reason: first.code, ...base };
    return { ...(worst ?? { outcome: 'fail', reason: 'no-backup' }), ...base };
  },
});

function verdictOf(job: BackupJob, requireEncryption: boolean, requireIsolation: boolean): Verdict {
  if (job.destination === 'local-disk') return { outcome: 'fail', reason: 'on-the-same-machine' };
  if (requireEncryption && job.encrypted === false) return { outcome: 'fail', reason: 'not-encrypted' };
  if (requireIsolation && job.isolated === false) return { outcome: 'fail', reason: 'not-isolated' };
  if (job.forgeable) return { outcome: 'unknown', reason: 'marker-not-trusted' };
  const isTold =
    job.destination !== null &&
    (!requireEncryption || job.encrypted !== null) &&
    (!requireIsolation || job.isolated !== null);
  return isTold ? { outcome: 'pass', reason: 'protected' } : { outcome: 'unknown', reason: 'not-told' };
}
