import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { belowTheBox } from '../../parts/below-the-box.ts';
import { TokenForm } from './token-form.tsx';

const lifetimesInDays = [1, 7, 30, 90];

export function NewEnrolmentToken() {
  const { t } = useTranslation();
  const line = (token: string) =>
    `tenken agent enroll --server ${window.location.origin} --authority authority.pem --token ${token}`;
  return (
    <TokenForm
      path="/enrolment-tokens"
      wanted={({ label, uses, days, hostPattern }) => ({
        label,
        uses: Number(uses),
        hours: Number(days) * 24,
        ...(hostPattern === '' ? {} : { hostPattern }),
      })}
      use={{ words: t('enrolmentTokens.command'), line }}
    >
      <TextInput
        name="uses"
        type="number"
        min={1}
        max={100_000}
        defaultValue={1}
        label={t('enrolmentTokens.uses')}
        required
      />
      <NativeSelect
        name="days"
        label={t('enrolmentTokens.lifetime')}
        data={lifetimesInDays.map((count) => ({ value: String(count), label: t('admin.days', { count }) }))}
      />
      <TextInput
        name="hostPattern"
        label={t('enrolmentTokens.pattern')}
        description={t('enrolmentTokens.patternHint')}
        inputWrapperOrder={belowTheBox}
        maxLength={255}
      />
    </TokenForm>
  );
}
