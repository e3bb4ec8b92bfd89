import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { software } from '../../evidence/software/index.ts';
import { defineControl } from '../define.ts';

const dayMs = 86_400_000;

/** It rests on the evidence of software so that a list which nobody compares with any host is not called reviewed. */
export const softwareListReviewed = defineControl({
  id: 'software-list-reviewed',
  title: text(
    '利用を認めたソフトウェアの一覧が期限内に見直されている',
    'The list of approved software is reviewed in time',
  ),
  description: text(
    '組織が届け出た「利用を認めたソフトウェア」の一覧に付けられた次回見直し日が、過ぎていないことを確かめる。一覧と突き合わせる導入状況の証跡が届いていることも求める。見直しの中身が妥当かは人が確かめる。',
    'The date of the next review that the declaration of approved software carries has not passed, and the software of this host has been reported to compare the list with. Whether the review was thorough is for a person to check.',
  ),
  needs: { list: software },
  params: z.object({ reviewOn: z._default(z.array(z.iso.date()), []) }),
  parameters: {
    reviewOn: {
      meaning: text('一覧を次に見直す日', 'Day of the next review of the list'),
      source: text('組織の届出の見直し日', "The review date of the organisation's declaration"),
      declared: { kind: 'approved-software', field: 'reviewOn' },
    },
  },
  reasons: {
    reviewed: text('見直しの期限内である。', 'The next review is not due yet.'),
    overdue: text('見直しの期限を過ぎている。', 'The review is overdue.'),
    'nothing-declared': text(
      '利用を認めたソフトウェアが届け出られていない。届出「利用を認めたソフトウェア」を見直し日とともに登録する。',
      'No approved software is declared. Register the declaration approved-software with its review date.',
    ),
  },
  remediation: {
    linux: text(
      '一覧を見直し、届出「利用を認めたソフトウェア」を新しい見直し日とともに登録し直す。',
      'Review the list and register the declaration approved-software again, with the next date.',
    ),
    windows: text(
      '一覧を見直し、届出「利用を認めたソフトウェア」を新しい見直し日とともに登録し直す。',
      'Review the list and register the declaration approved-software again, with the next date.',
    ),
    macos: text(
      '一覧を見直し、届出「利用を認めたソフトウェア」を新しい見直し日とともに登録し直す。',
      'Review the list and register the declaration approved-software again, with the next date.',
    ),
  },
  evaluate({ list }, { reviewOn }, { now }) {
    const expected = text('次回見直し日が過ぎていない', 'the next review is not due yet');
    const [earliest] = reviewOn.toSorted();
    if (earliest === undefined) {
      const observed = text(`届出なし（導入は${list.total}件）`, `no declaration (${list.total} installed)`);
      return { outcome: 'unknown', reason: 'nothing-declared', observed, expected };
    }
    const observed = text(`次回見直し日 ${earliest}`, `next review on ${earliest}`);
    const endsAt = Date.parse(earliest) + dayMs;
    if (endsAt <= now.getTime()) return { outcome: 'fail', reason: 'overdue', observed, expected };
    return {
      outcome: 'pass',
      reason: 'reviewed',
      observed,
      expected,
      validUntil: new Date(endsAt).toISOString(),
    };
  },
});
