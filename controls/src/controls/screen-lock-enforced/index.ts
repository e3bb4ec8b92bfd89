import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { screenLock } from '../../evidence/screen-lock/index.ts';
import type { ScreenLock } from '../../evidence/screen-lock/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { judgeShells } from './judge-shells.ts';
import { judgeUsers } from './judge-users.ts';
import type { Limits, Verdict } from './judge-users.ts';
import { reasons } from './reasons.ts';
import { remediation } from './remediation.ts';
import { shown } from './shown.ts';

const cisLimit = text('CIS Benchmarks（900秒以下）', 'CIS Benchmarks: 900 seconds or less');

export const screenLockEnforced = defineControl({
  id: 'screen-lock-enforced',
  title: text('無操作の画面がロックされる', 'Unattended screens lock'),
  description: text(
    '離席中の他人の操作を防ぐため、すべての利用者の画面が上限以内に自動でロックされ、復帰にパスワードを求めることを、実際に効いている値で確かめる。画面のない機器では、無操作のシェルが終了し、利用者がそれを外せないことを確かめる。',
    "So that nobody works at an unattended screen, every user's screen locks by itself within the limit and asks for the password, by the values that are in force. Where there is no graphical screen, idle shells end and users cannot prevent it.",
  ),
  needs: { lock: screenLock },
  params: z.object({
    maxIdleMinutes: z._default(z.number().check(z.positive()), 15),
    requireEnforcedByPolicy: z._default(z.boolean(), false),
    maxShellIdleMinutes: z._default(z.number().check(z.positive()), 15),
  }),
  parameters: {
    maxIdleMinutes: {
      unit: 'min',
      meaning: text(
        '画面がロックされるまでの無操作時間の上限（5秒までの猶予は数えない）',
        'Longest idle time until the screen locks; a grace of up to five seconds does not count',
      ),
      source: cisLimit,
    },
    requireEnforcedByPolicy: {
      meaning: text(
        '利用者が変更できない設定であることを求める',
        'Demand that users cannot change the settings',
      ),
      source: text('製品の既定値（求めない）', "The product's default: not demanded"),
    },
    maxShellIdleMinutes: {
      unit: 'min',
      meaning: text(
        '画面のない機器で、シェルが終了するまでの無操作時間の上限',
        'Longest idle time until a shell ends, on machines without a graphical screen',
      ),
      source: cisLimit,
    },
  },
  reasons,
  remediation,
  evaluate({ lock }, params): Judgement {
    return { ...judgeLock(lock, params), observed: shown(lock, params), expected: expected(lock, params) };
  },
});

/** Where desktops are installed and none starts by itself, people may work either way: both must hold. */
function judgeLock(lock: ScreenLock, limits: Limits): Verdict {
  const users = judgeUsers(lock, limits);
  if (lock.graphical === true || !lock.shells) return users;
  const shells = judgeShells(lock.shells, limits);
  if (lock.graphical === false) return shells;
  for (const outcome of ['fail', 'unknown'] as const) {
    const found = [users, shells].find((verdict) => verdict.outcome === outcome);
    if (found) return found;
  }
  return users;
}

function expected(
  lock: ScreenLock,
  { maxIdleMinutes, requireEnforcedByPolicy, maxShellIdleMinutes }: Limits,
) {
  const policy = requireEnforcedByPolicy ? text('、ポリシーで固定', ', fixed by policy') : text('', '');
  const screen = text(
    `全利用者の画面が${maxIdleMinutes}分以内にパスワード付きでロック${policy.ja}`,
    `every user's screen locks with a password within ${maxIdleMinutes} minutes${policy.en}`,
  );
  const shell = text(
    `readonly かつ export された TMOUT が${maxShellIdleMinutes}分以内`,
    `TMOUT readonly and exported, at most ${maxShellIdleMinutes} minutes`,
  );
  if (lock.graphical === true || !lock.shells) return screen;
  return lock.graphical === false ? shell : text(`${screen.ja}、${shell.ja}`, `${screen.en}; ${shell.en}`);
}
