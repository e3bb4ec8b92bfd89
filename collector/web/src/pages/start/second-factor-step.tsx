import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SecondFactor } from '../admin/second-factor.tsx';
import { skip } from './skipped.ts';

export function SecondFactorStep({ on }: { on: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <SecondFactor on={on} />
      <Button variant="subtle" onClick={() => skip('secondFactor')}>
        {t('start.later')}
      </Button>
    </>
  );
}
