import type { Text } from '@tenken/shared';
import { dated } from '../format/dated.ts';
import { useDateStyle } from '../format/use-date-style.ts';
import { useText } from '../i18n/use-text.ts';
import { useTyped } from '../parts/use-typed.ts';

/** What a judgement says, in the language and with the dates that somebody has chosen. */
export function useSaid(): (said: Text) => string {
  const text = useText();
  const style = useDateStyle();
  return (said) => dated(text(said), style);
}

/** The same for a reason, which may name commands in back quotes. */
export function useReason(): (reason: Text) => string {
  const said = useSaid();
  const typed = useTyped();
  return (reason) => said(reason).replaceAll(/`([^`]*)`/g, (_quoted, code: string) => typed(code));
}
