import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SecondFactor } from '../admin/second-factor.tsx';
import { skip } from './skipped.ts';

/** Offers the code of an authenticator; nobody has to have one. */
export function SecondFactorStep() {
  const { t } = useTranslation();
  return (
    <SecondFactor
      on={false}
      beside={
        <Button type="button" variant="default" onClick={() => skip('secondFactor')}>
          {t('start.later')}
        </Button>
      }
    />
  );
}
