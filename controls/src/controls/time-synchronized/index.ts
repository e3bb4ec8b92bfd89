import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { timeSync } from '../../evidence/time-sync/index.ts';
import { defineControl } from '../define.ts';

export const timeSynchronized = defineControl({
  id: 'time-synchronized',
  title: text('時刻が同期されている', 'The clock is synchronised'),
  description: text(
    'ログの時刻を突き合わせられるよう、時刻源に実際に追従し、ずれが上限以内であることを、稼働中のクライアントの値で確かめる。設定されているだけでは適合としない。',
    'So that logs can be compared, the clock really follows a source and its offset is within the limit, as the running client says. Being configured is not enough.',
  ),
  needs: { clock: timeSync },
  params: z.object({ maxOffsetMs: z._default(z.number().check(z.positive()), 1000) }),
  parameters: {
    maxOffsetMs: {
      unit: 'ms',
      meaning: text('許容する時刻のずれ', 'Largest offset that is accepted'),
      source: text('製品の既定値（ログの突合に足りる1秒）', "The product's default: one second is enough to compare logs"),
    },
  },
  reasons: {
    synchronized: text('時刻源に同期している。', 'The clock follows its source.'),
    'synchronized-offset-not-reported': text('同期しているが、ずれは報告されていない。', 'Synchronised; the offset is not told.'),
    'clock-of-the-host': text('コンテナの時計はホストのものである。', "A container's clock is its host's."),
    'no-client': text('時刻同期のクライアントが動いていない。', 'No time client runs.'),
    'not-synchronized': text('時刻源に同期していない。', 'The clock follows no source.'),
    'offset-too-large': text('ずれが上限を超えている。', 'The offset is larger than the limit.'),
    'not-told': text('クライアントが同期の状態を示さない。', 'The client does not tell whether it is synchronised.'),
  },
  remediation: {
    linux: text(
      'chrony を導入し、承認された時刻源を /etc/chrony/chrony.conf（RHEL系は /etc/chrony.conf）に書き、`systemctl enable --now chrony`（RHEL系は chronyd）の後、`chronyc tracking` で確かめる。',
      'Install chrony, write the approved source into /etc/chrony/chrony.conf (RHEL family: /etc/chrony.conf), run `systemctl enable --now chrony` (RHEL family: chronyd), and check with `chronyc tracking`.',
    ),
  },
  evaluate({ clock }, { maxOffsetMs }) {
    const expected = text(`時刻源に同期し、ずれが${maxOffsetMs} ms以内`, `synchronised, offset at most ${maxOffsetMs} ms`);
    const observed = shown(clock);
    if (clock.container) return { outcome: 'not-applicable', reason: 'clock-of-the-host', observed, expected };
    if (clock.clients.length === 0) return { outcome: 'fail', reason: 'no-client', observed, expected };
    if (clock.synchronized === null) return { outcome: 'unknown', reason: 'not-told', observed, expected };
    if (!clock.synchronized) return { outcome: 'fail', reason: 'not-synchronized', observed, expected };
    const offsets = [clock.offsetMs, clock.measured?.offsetMs].filter((offset) => offset !== null && offset !== undefined);
    if (offsets.some((offset) => Math.abs(offset) > maxOffsetMs)) {
      return { outcome: 'fail', reason: 'offset-too-large', observed, expected };
    }
    const reason = offsets.length > 0 ? 'synchronized' : 'synchronized-offset-not-reported';
    return { outcome: 'pass', reason, observed, expected };
  },
});

type Clock = {
  clients: string[];
  synchronized: boolean | null;
  offsetMs: number | null;
  measured: { offsetMs: number } | null;
  sources: { name: string; selected: boolean }[];
};

function shown(clock: Clock) {
  const client = clock.clients.join(', ');
  if (client === '') return text('動いているクライアントなし', 'no client runs');
  const source = clock.sources.find((candidate) => candidate.selected)?.name;
  const offset = clock.measured?.offsetMs ?? clock.offsetMs;
  const ja = [client, clock.synchronized ? '同期済み' : '未同期'];
  const en = [client, clock.synchronized ? 'synchronised' : 'not synchronised'];
  if (source) {
    ja.push(`時刻源 ${source}`);
    en.push(`source ${source}`);
  }
  if (offset !== null) {
    ja.push(`ずれ ${offset.toFixed(3)} ms`);
    en.push(`offset ${offset.toFixed(3)} ms`);
  }
  return text(ja.join('、'), en.join(', '));
}
