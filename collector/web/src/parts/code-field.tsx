import { TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

/**
 * The six digits that an authenticator shows; a Japanese keyboard may type them in full width.
 *
 * @param takesFocus it appears in answer to what somebody sent, and is the next thing to fill in
 */
export function CodeField({ takesFocus = false }: { takesFocus?: boolean }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus]);
  return (
    <TextInput
      ref={field}
      name="code"
      label={t('signIn.code')}
      description={t('signIn.codeHint')}
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]{6}"
      title={t('signIn.codeHint')}
      onInput={(event) => {
        // What an input method has not yet handed over may not be touched.
        if (!(event.nativeEvent instanceof InputEvent && event.nativeEvent.isComposing)) narrow(event);
      }}
      onCompositionEnd={narrow}
      required
    />
  );
}

/** Half width and without the space between the threes, as the pattern and the collector want it. */
function narrow({ currentTarget }: SyntheticEvent<HTMLInputElement>): void {
  const narrowed = currentTarget.value.normalize('NFKC').replaceAll(/\s/g, '');
  if (narrowed !== currentTarget.value) currentTarget.value = narrowed;
}
