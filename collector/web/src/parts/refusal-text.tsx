import { useTranslation } from 'react-i18next';
import { ja } from '../i18n/messages.ts';
import { FormProblem } from './form-problem.tsx';

type Known = keyof typeof ja.refusal;

function isKnown(code: string): code is Known {
  return Object.hasOwn(ja.refusal, code);
}

/** Why the collector did not do it, in words. */
export function RefusalText({ code }: { code: string | null }) {
  const { t } = useTranslation();
  return <FormProblem text={code === null ? null : t(`refusal.${isKnown(code) ? code : 'other'}`)} />;
}
