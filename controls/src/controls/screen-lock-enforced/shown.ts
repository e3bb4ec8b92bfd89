import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { ScreenLock, UserLock } from '../../evidence/screen-lock/schema.ts';
import { inForce } from './judge-shells.ts';
import { effectiveSeconds, faultOf, withDelay } from './judge-users.ts';
import type { Limits } from './judge-users.ts';

const maxNames = 5;

/** The deciding facts in one line: limits for everybody, then the users who deviate, then idle shells. */
export function shown(lock: ScreenLock, limits: Limits): Text {
  const parts: Text[] = lock.machineLimits.map(({ name, seconds, lockDelaySeconds }) => {
    const total = withDelay(seconds, lockDelaySeconds);
    return text(`${name} ${total}秒`, `${name} ${total} s`);
  });
  if (lock.graphical !== false) parts.push(...users(lock.users, limits));
  if (lock.graphical !== true && lock.shells) parts.push(shells(lock.shells));
  return text(parts.map(({ ja }) => ja).join('、'), parts.map(({ en }) => en).join(', '));
}

function users(all: readonly UserLock[], limits: Limits): Text[] {
  if (all.length === 0) return [text('利用者なし', 'no user')];
  const deviating = all.filter((user) => faultOf(user, limits) !== null);
  const listed = deviating.length > 0 ? deviating : all;
  const parts = listed.slice(0, maxNames).map(oneUser);
  if (listed.length > maxNames) {
    parts.push(text(`+${listed.length - maxNames}`, `+${listed.length - maxNames}`));
  }
  const rest = all.length - deviating.length;
  if (deviating.length > 0 && rest > 0) parts.push(text(`他の${rest}人は適合`, `the other ${rest} comply`));
  return parts;
}

function oneUser(user: UserLock): Text {
  const [ja, en] = state(user);
  return text(`${user.user}: ${ja}`, `${user.user}: ${en}`);
}

function state(user: UserLock): [ja: string, en: string] {
  if (user.enabled === false) return ['自動では始まらない', 'never starts by itself'];
  if (user.requiresPassword === false) return ['パスワードを求めない', 'asks for no password'];
  const seconds = effectiveSeconds(user);
  if (user.enabled === null || user.requiresPassword === null || seconds === null) {
    return user.desktop === null
      ? ['設定を読めない', 'settings not read']
      : [`未対応のデスクトップ ${user.desktop}`, `desktop ${user.desktop} is not known`];
  }
  const fixed = user.enforced ? ['（ポリシーで固定）', ' (fixed by policy)'] : ['', ''];
  return [`${seconds}秒でロック${fixed[0]}`, `locks after ${seconds} s${fixed[1]}`];
}

function shells({ timeouts, loginShells }: NonNullable<ScreenLock['shells']>): Text {
  if (loginShells.length === 0) return text('ログインできるアカウントなし', 'no account can log in');
  const shellNames = loginShells.slice(0, maxNames).join(', ');
  const { last, certain } = inForce(timeouts);
  if (!certain) {
    const files = [...new Set(timeouts.map(({ file }) => file))].slice(0, 3).join(', ');
    return text(`TMOUT は条件付き（${files}）`, `TMOUT depends on conditions (${files})`);
  }
  if (!last || !last.seconds) {
    return text(`TMOUT なし（シェル ${shellNames}）`, `no TMOUT (shells ${shellNames})`);
  }
  const flags = [last.readonly ? 'readonly' : null, last.exported ? 'export' : null].filter(
    (flag) => flag !== null,
  );
  const how = flags.length > 0 ? flags.join(', ') : '-';
  return text(
    `TMOUT ${last.seconds}秒（${how}、${last.file}、シェル ${shellNames}）`,
    `TMOUT ${last.seconds} s (${how}, ${last.file}, shells ${shellNames})`,
  );
}
