import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import type { ParameterNote } from './define.ts';

/** One entry of the declared record of comparison. */
const ComparedRow = z.strictObject({
  profile: z.string(),
  row: z.string(),
  result: z.string(),
  confirmedBy: z.string(),
  confirmedOn: z.string(),
  page: z.string(),
});

/** The parameter by which controls that judge by a profile get the declared record of comparison (照合記録). */
export const comparedRows = z._default(z.array(ComparedRow), []);

export const comparedRowsNote: ParameterNote = {
  meaning: text(
    '判定行を発行者の原文と照合した記録。一致した行は照合済みとし、相違した行は満たしたものとして扱わない',
    "Record of rows that were compared with the issuer's text: those that are the same count as verified, one that differs never counts as met",
  ),
  source: text('組織の届出', 'Declaration of the organisation'),
  declared: {
    kind: 'compared-profile-rows',
    optional: true,
    fields: ['profile', 'row', 'result', 'confirmedBy', 'confirmedOn', 'page'],
  },
};

/** The words of the reason of what a disputed row leaves open. */
export const rowDisputed = text(
  '判定行が原文と異なると届け出られている。製品の更新を待つか、人が原文で確かめる。',
  "A row is declared to differ from the issuer's text. Wait for an update of the product, or check by the text.",
);
