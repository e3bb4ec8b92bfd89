import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { timeSync } from '../../evidence/time-sync/index.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { judgeClock } from './judge-clock.ts';
import { reasons } from './reasons.ts';
import { remediation } from './remediation.ts';
import { shown } from './shown.ts';

export const timeSynchronized = defineControl({
  id: 'time-synchronized',
  title: text('時刻が同期されている', 'The clock is synchronised'),
  description: text(
    'ログの時刻を突き合わせられるよう、時刻源に実際に追従し、最後の同期が新しく、ずれが上限以内であることを、稼働中のクライアントの値と、設定済みの時刻源への独自の測定で確かめる。設定されているだけでは適合としない。',
    'So that logs can be compared, the clock really follows a source, its last synchronisation is recent and its offset within the limit, as the running client says and as our own question to the configured source shows. Being configured is not enough.',
  ),
  needs: { clock: timeSync },
  params: z.object({
    maxOffsetMs: z._default(z.number().check(z.positive()), 1000),
    maxSyncAgeHours: z._default(z.number().check(z.positive()), 24),
  }),
  parameters: {
    maxOffsetMs: {
      unit: 'ms',
      meaning: text('許容する時刻のずれ', 'Largest offset that is accepted'),
      source: text(
        '製品の既定値（ログの突合に足りる1秒）',
        "The product's default: one second is enough to compare logs",
      ),
    },
    maxSyncAgeHours: {
      unit: 'h',
      meaning: text(
        '最後の同期から許容する時間',
        'Longest time since the last synchronisation that is accepted',
      ),
      source: text(
        '製品の既定値（1日。各クライアントの通常の問い合わせ間隔は最長でも約9時間）',
        "The product's default: one day. No usual client asks its source less often than every nine hours",
      ),
    },
  },
  reasons,
  remediation,
  evaluate({ clock }, params, { collectedAt }): Judgement {
    const { maxOffsetMs, maxSyncAgeHours } = params;
    const expected = text(
      `時刻源に同期し、最後の同期が${maxSyncAgeHours}時間以内、ずれが${maxOffsetMs} ms以内`,
      `synchronised at most ${maxSyncAgeHours} hours ago, offset at most ${maxOffsetMs} ms`,
    );
    return { ...judgeClock(clock, params, collectedAt), observed: shown(clock), expected };
  },
});
