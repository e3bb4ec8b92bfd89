import { text } from '@tenken/shared';
import type { ParameterNote } from './define.ts';

/** How long the names are believed by which products are found. */
export const productNamesAge: ParameterNote = {
  unit: 'days',
  meaning: text('製品の名前の表を信用する日数', 'How long the table of product names is believed'),
  source: text(
    '製品の既定値（表は年1回以上更新する）',
    "The product's default: it is renewed at least yearly",
  ),
};
