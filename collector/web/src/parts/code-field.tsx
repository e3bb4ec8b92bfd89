import { TextInput } from '@mantine/core';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

/** The six digits that an authenticator shows; a Japanese keyboard may type them in full width. */
export function CodeField() {
  const { t } = useTranslation();
  return (
    <TextInput
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
