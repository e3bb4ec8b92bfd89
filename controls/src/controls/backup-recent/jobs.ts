import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { BackupJob } from '../../evidence/backup/schema.ts';

const places: Record<NonNullable<BackupJob['destination']>, Text> = {
  network: text('ネットワーク', 'network'),
  removable: text('外付け', 'removable'),
  'local-disk': text('この機器のディスク', 'a disk of this machine'),
  tape: text('テープ', 'tape'),
  cloud: text('クラウド', 'cloud'),
};

/** Each job with the one fact that matters to the control. */
export function shownJobs(jobs: readonly BackupJob[], describe: (job: BackupJob) => Text): Text {
  if (jobs.length === 0) return text('バックアップなし', 'no backup');
  const parts = jobs.slice(0, 5).map((job) => {
    const name = job.name === null ? job.product : `${job.product} ${job.name}`;
    const said = describe(job);
    return text(`${name}: ${said.ja}`, `${name}: ${said.en}`);
  });
  const rest = jobs.length > 5 ? [`+${jobs.length - 5}`] : [];
  return text(
    [...parts.map(({ ja }) => ja), ...rest].join('、'),
    [...parts.map(({ en }) => en), ...rest].join('; '),
  );
}

export function shownDestination({ destination }: BackupJob): Text {
  return destination === null ? text('保存先不明', 'destination not told') : places[destination];
}
