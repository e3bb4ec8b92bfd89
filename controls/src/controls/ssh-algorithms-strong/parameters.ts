import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { sshProfileIds } from '../../profiles/ssh/registry.ts';
import { comparedRows, comparedRowsNote, rowDisputed } from '../compared-rows.ts';
import type { ParameterNote } from '../define.ts';

/** By what SSH servers are judged, wherever they are. */
export const sshParams = {
  profile: z._default(z.enum(sshProfileIds), 'cryptrec'),
  warnings: z._default(z.enum(['allowed', 'fail']), 'allowed'),
  comparedRows,
};
const SshParameters = z.object(sshParams);
export type SshParameters = z.infer<typeof SshParameters>;

export const sshParameterNotes = {
  profile: {
    meaning: text(
      '判定に使う行又は方針。cryptrec=CRYPTRECの暗号リスト、hardened=堅牢化、openssh-…=出荷時のまま',
      'Rows or policy: cryptrec = the lists of CRYPTREC, hardened = a strict policy, openssh-… = as delivered',
    ),
    source: text(
      'CRYPTREC暗号リスト（LS-0001-2022）と鍵長の基準（LS-0003-2022）',
      "CRYPTREC's list of ciphers (LS-0001-2022) and criteria for key lengths (LS-0003-2022)",
    ),
  },
  warnings: {
    meaning: text(
      'リスト外・期限付きの方式の扱い（allowed: 知らせる、fail: 不適合とする）',
      'Algorithms off the list or for a limited time: allowed = told, fail = a failure',
    ),
    source: text(
      '製品の既定値（リスト外は禁止ではない）',
      "The product's default: what is off the list is not forbidden",
    ),
  },
  comparedRows: comparedRowsNote,
} satisfies Record<keyof SshParameters, ParameterNote>;

/** What both controls of SSH servers say of them. */
export const sshReasons = {
  strong: text('使ってはならない方式を提示しない。', 'Nothing that must not be used is offered.'),
  'strong-with-warnings': text(
    '使ってはならない方式を提示しないが、リスト外又は期限付きの方式がある。',
    'Nothing that must not be used is offered, but something off the list or for a limited time.',
  ),
  'weak-algorithm': text('使ってはならない方式を提示する。', 'Something that must not be used is offered.'),
  'doubtful-algorithm': text(
    'リスト外又は期限付きの方式を提示する。',
    'Something off the list or for a limited time is offered.',
  ),
  'not-known': text('強さが分からない方式を提示する。', 'Something is offered whose strength is not known.'),
  'row-disputed': rowDisputed,
};
