import { useTranslation } from 'react-i18next';
import type { Session } from '../../../../src/api/people-schemas.ts';

type Role = Session['account']['role'];

const roles: readonly Role[] = ['administrator', 'system-administrator', 'security', 'compliance', 'auditor'];

/** Roles for a list to choose from; the one that may least comes first where nothing was chosen. */
export function useRoleChoices(): { value: Role; label: string }[] {
  const { t } = useTranslation();
  return roles.map((role) => ({ value: role, label: t(`roles.${role}`) }));
}
