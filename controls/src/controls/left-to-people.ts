import { text } from '@tenken/shared';
import type { ParameterNote } from './define.ts';

/**
 * Of a control that cannot see some machines of its kind at all. An unknown stays open for ever there; an item that a
 * person answers in part anyway leaves such a machine out instead, and says so to that person.
 */
export function leftToPeople(ja: string, en: string): ParameterNote {
  return {
    meaning: text(
      `${ja}（その機器を対象外とし、項目の答えは人に委ねる）`,
      `${en}: the machine is left out, and a person answers for it`,
    ),
    source: text('製品の既定値（委ねず、未確認とする）', "The product's default: no, it stays unknown"),
  };
}

/** Where a product serves here whose settings are not read. */
export const otherProductsLeftToPeople = leftToPeople(
  '設定を読めない製品は、人が確かめる',
  'A product whose settings are not read is looked at by a person',
);
