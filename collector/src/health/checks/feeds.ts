import { text } from '@tenken/shared';
import type { HealthRule } from '../check.ts';

/** Past its limit nothing passes by it: all that rests on it is unknown. */
export const feeds: HealthRule = ({ feeds: inForce }) => {
  const old = inForce.filter(({ tooOld }) => tooOld);
  const soon = inForce.filter(
    ({ ageDays, limitDays, tooOld }) => !tooOld && limitDays !== null && limitDays - ageDays <= 7,
  );
  const told = (old.length > 0 ? old : soon).map(({ name, ageDays }) => ({ name, ageDays }));
  const isOk = told.length === 0;
  return {
    id: 'feeds',
    title: text('参照データの古さ', 'Age of reference data'),
    state: old.length > 0 ? 'problem' : soon.length > 0 ? 'warning' : 'ok',
    detail: isOk
      ? text(`${inForce.length} 件すべて期限内です。`, `All ${inForce.length} are within their limits.`)
      : text(
          `${old.length > 0 ? '期限切れ' : 'まもなく期限切れ'}: ${told.map(({ name, ageDays }) => `${name}（${ageDays} 日）`).join('、')}。`,
          `${old.length > 0 ? 'Too old' : 'Soon too old'}: ${told.map(({ name, ageDays }) => `${name} (${ageDays} days)`).join(', ')}.`,
        ),
    action: isOk
      ? null
      : text(
          '新しい参照データを tenken feed import で取り込んでください。期限を過ぎると、それに基づく判定は未確認になります。',
          'Carry newer reference data in: tenken feed import. Past the limit, what rests on it is unknown.',
        ),
    observed: { inForce: inForce.length, tooOld: old.length, soonTooOld: soon.length },
  };
};
