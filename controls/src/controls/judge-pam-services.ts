import { text } from '@tenken/shared';
import type { Platform } from '@tenken/shared';
import type { LocalAccounts, PamService } from '../evidence/local-accounts/schema.ts';
import type { Judgement } from './define.ts';
import { nameList } from './name-list.ts';

/** What speaks against the PAM stacks of Linux; null when nothing does. The weakest decides. */
export function judgeStacks(
  { pamServices }: LocalAccounts,
  use: PamService['use'],
  platform: Platform,
): Omit<Judgement, 'expected'> | null {
  if (platform !== 'linux') return null;
  if (pamServices === undefined) {
    return { outcome: 'unknown', reason: 'stacks-not-told', observed: text('不明', 'not told') };
  }
  const ofUse = pamServices.filter((one) => one.use === use);
  const open = ofUse.filter(({ withoutSecret }) => withoutSecret === true);
  if (open.length > 0) return { outcome: 'fail', reason: 'stack-asks-nothing', observed: shown(open) };
  const silent = ofUse.filter(({ withoutSecret }) => withoutSecret === null);
  if (silent.length > 0) return { outcome: 'unknown', reason: 'stack-not-known', observed: shown(silent) };
  return null;
}

function shown(services: readonly PamService[]): Judgement['observed'] {
  return nameList(services.map(({ service, by }) => `${service} (${by.join(', ')})`));
}
